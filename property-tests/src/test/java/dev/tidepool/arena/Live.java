// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A segment, and what was written into it.
 *
 * @param segment as it was handed out
 * @param stamp what its contents are made of
 */
record Live(MemorySegment segment, long stamp) {

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final long WHOLE = 4096;
    private static final long STEP = 1032; // of large segments, a word here and there

    private static long step(MemorySegment segment) {
        return segment.byteSize() <= WHOLE ? 8 : STEP;
    }

    private long word(long at) {
        return stamp * 0x9E37_79B9_7F4A_7C15L + at;
    }

    /** Writes it. {@return this} */
    Live write() {
        long at = 0;
        for (; at + 8 <= segment.byteSize(); at += step(segment)) {
            segment.set(LONG, at, word(at));
        }
        for (at = Math.max(0, segment.byteSize() & -8); at < segment.byteSize(); at++) {
            segment.set(ValueLayout.JAVA_BYTE, at, (byte) stamp);
        }
        return this;
    }

    void check() {
        for (long at = 0; at + 8 <= segment.byteSize(); at += step(segment)) {
            long there = segment.get(LONG, at);
            if (there != word(at)) {
                throw new AssertionError("%s has 0x%x at %d instead of 0x%x"
                        .formatted(segment, there, at, word(at)));
            }
        }
        for (long at = segment.byteSize() & -8; at < segment.byteSize(); at++) {
            if (segment.get(ValueLayout.JAVA_BYTE, at) != (byte) stamp) {
                throw new AssertionError(segment + " has another byte at " + at);
            }
        }
    }

    /** Whether an access is refused. */
    boolean isDead() {
        try {
            segment.fill((byte) 0x5A);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    static void checkZero(MemorySegment segment) {
        for (long at = 0; at < segment.byteSize(); at += at < WHOLE ? 1 : STEP) {
            if (segment.get(ValueLayout.JAVA_BYTE, at) != 0) {
                throw new AssertionError(segment + " is not zero at " + at);
            }
        }
    }
}
