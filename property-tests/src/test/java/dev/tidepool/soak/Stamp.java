// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A pattern, made of its owner's token, over all of a piece of memory. */
final class Stamp {

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final long WHOLE = 4096;
    private static final long STEP = 1032; // of large memory, a word here and there

    private Stamp() {
    }

    private static long step(long bytes) {
        return bytes <= WHOLE ? 8 : STEP;
    }

    private static long word(long token, long at) {
        return token * 0x9E37_79B9_7F4A_7C15L + at;
    }

    static void write(MemorySegment memory, long token) {
        long bytes = memory.byteSize();
        long step = step(bytes);
        for (long at = 0; at + 8 <= bytes; at += step) {
            memory.set(LONG, at, word(token, at));
        }
        for (long at = bytes & -8; at < bytes; at++) {
            memory.set(ValueLayout.JAVA_BYTE, at, (byte) token);
        }
    }

    /** Looks at what was stamped when it had {@code bytes}, up to {@code end}. */
    static void check(Desk desk, String part, MemorySegment memory, long token, long bytes,
            long end) {
        long step = step(bytes);
        for (long at = 0; at + 8 <= end; at += step) {
            long there = memory.get(LONG, at);
            if (there != word(token, at)) {
                throw desk.fault("stamp", "%s: %s of token %d has 0x%x at %d instead of 0x%x",
                        part, memory, token, there, at, word(token, at));
            }
        }
        for (long at = bytes & -8; at < end; at++) {
            if (memory.get(ValueLayout.JAVA_BYTE, at) != (byte) token) {
                throw desk.fault("stamp", "%s: %s of token %d has another byte at %d",
                        part, memory, token, at);
            }
        }
    }

    static void check(Desk desk, String part, MemorySegment memory, long token) {
        check(desk, part, memory, token, memory.byteSize(), memory.byteSize());
    }

    static void checkZero(Desk desk, String part, MemorySegment memory) {
        for (long at = 0; at < memory.byteSize(); at += at < WHOLE ? 1 : STEP) {
            byte there = memory.get(ValueLayout.JAVA_BYTE, at);
            if (there != 0 || desk.strikes(Plant.DIRTY_ZERO)) {
                throw desk.fault("zero", "%s: %s has 0x%x at %d", part, memory, there, at);
            }
        }
    }
}
