// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Zeroes memory. {@link MemorySegment#fill} calls a stub that stores eight bytes at a time; a loop
 * is compiled to the widest stores there are, which is three times as fast from some KiB on.
 */
public final class Zeros {

    /** From here on the loop is worth it, in bytes. */
    private static final long LOOP_BYTES = 1024;

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;

    private Zeros() {
    }

    /**
     * Zeroes a segment, through its session: if that has ended, nothing is written any more.
     *
     * @param segment what to zero
     * @throws IllegalStateException if its session has ended, or ends meanwhile
     * @throws WrongThreadException if it belongs to another thread
     */
    public static void fill(MemorySegment segment) {
        long size = segment.byteSize();
        if (size < LOOP_BYTES) {
            segment.fill((byte) 0);
        } else {
            loop(segment, size & -WORD.byteSize());
            segment.asSlice(size & -WORD.byteSize()).fill((byte) 0);
        }
    }

    /** The index is a long, else the loop is compiled to narrower stores. */
    private static void loop(MemorySegment segment, long end) {
        for (long at = 0; at < end; at += WORD.byteSize()) {
            segment.set(WORD, at, 0);
        }
    }
}
