// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;

/** Contents of blocks. */
final class Bytes {
    private static final int STEP = 1 << 16;
    private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[STEP]);
    private static final int PERIOD = 251; // a prime: no two offsets of a power of two look alike

    private Bytes() {}

    static void assertZero(MemorySegment segment) {
        for (long at = 0; at < segment.byteSize(); at += STEP) {
            MemorySegment part = segment.asSlice(at, Math.min(STEP, segment.byteSize() - at));
            long different = part.mismatch(ZEROS.asSlice(0, part.byteSize()));
            long where = at + different;
            assertEquals(-1, different, () -> "not zero at byte " + where + " of " + segment);
        }
    }

    static void dirty(MemorySegment segment) {
        segment.fill((byte) 0xEE);
    }

    /** Writes what {@link #assertStamped} looks for; of large blocks both ends only. */
    static void stamp(MemorySegment block, long seed) {
        MemorySegment pattern = pattern(block, seed);
        block.asSlice(0, pattern.byteSize()).copyFrom(pattern);
        tail(block, pattern).copyFrom(pattern);
    }

    static void assertStamped(MemorySegment block, long seed) {
        MemorySegment pattern = pattern(block, seed);
        assertEquals(-1, block.asSlice(0, pattern.byteSize()).mismatch(pattern),
                () -> "contents changed: start of " + block);
        assertEquals(-1, tail(block, pattern).mismatch(pattern),
                () -> "contents changed: end of " + block);
    }

    private static MemorySegment tail(MemorySegment block, MemorySegment pattern) {
        return block.asSlice(block.byteSize() - pattern.byteSize());
    }

    private static MemorySegment pattern(MemorySegment block, long seed) {
        // Whole, or two ends that do not meet.
        long length = block.byteSize() <= STEP ? block.byteSize() : STEP / 2;
        var bytes = new byte[(int) length];
        int start = Math.floorMod(seed * 0x9E3779B97F4A7C15L, PERIOD);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ((start + i) % PERIOD);
        }
        return MemorySegment.ofArray(bytes);
    }

    /** A value for the first byte, for blocks too many to stamp whole. */
    static void mark(MemorySegment block, long value) {
        if (block.byteSize() > 0) {
            block.set(JAVA_BYTE, 0, (byte) value);
            block.set(JAVA_BYTE, block.byteSize() - 1, (byte) value);
        }
    }

    static void assertMarked(MemorySegment block, long value) {
        if (block.byteSize() > 0) {
            assertEquals((byte) value, block.get(JAVA_BYTE, 0), () -> "first byte of " + block);
            assertEquals((byte) value, block.get(JAVA_BYTE, block.byteSize() - 1),
                    () -> "last byte of " + block);
        }
    }

    static byte[] counting(int length) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
