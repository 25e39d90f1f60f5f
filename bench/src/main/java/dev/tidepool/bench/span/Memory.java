// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * All memory, by address: the same door for every subject, so that touching a block costs each of
 * them the same. Nothing is checked here but what a caller checks.
 */
public final class Memory {

    private static final MemorySegment ALL = all();
    private static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle();

    private Memory() {}

    @SuppressWarnings("restricted")
    private static MemorySegment all() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    public static byte getByte(long address) {
        return ALL.get(ValueLayout.JAVA_BYTE, address);
    }

    public static void putByte(long address, byte value) {
        ALL.set(ValueLayout.JAVA_BYTE, address, value);
    }

    static long getLong(long address) {
        return ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
    }

    static void putLong(long address, long value) {
        ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
    }

    /** A write and a read that no compiler leaves out or moves out of a loop. */
    static void increment(long address) {
        BYTE.setOpaque(ALL, address, (byte) ((byte) BYTE.getOpaque(ALL, address) + 1));
    }

    /** Writes a byte and reads it back, for a black hole. */
    public static byte touch(long address) {
        putByte(address, (byte) address);
        return getByte(address);
    }

    public static void fill(long address, long size, byte value) {
        ALL.asSlice(address, size).fill(value);
    }

    public static void copy(long from, long to, long size) {
        MemorySegment.copy(ALL, from, ALL, to, size);
    }

    /** {@return whether all bytes have this value} */
    public static boolean isFilled(long address, long size, byte value) {
        long word = (value & 0xffL) * 0x0101_0101_0101_0101L;
        long i = 0;
        for (; i + Long.BYTES <= size; i += Long.BYTES) {
            if (getLong(address + i) != word) {
                return false;
            }
        }
        for (; i < size; i++) {
            if (getByte(address + i) != value) {
                return false;
            }
        }
        return true;
    }
}
