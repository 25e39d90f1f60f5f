// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A block, and what was written into it.
 *
 * @param address where it starts
 * @param byteSize what was asked for
 * @param stamp what its contents are made of
 */
record Stamped(long address, long byteSize, long stamp) {

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final long WHOLE = 4096;
    private static final long STEP = 1032; // of large blocks, a word here and there
    @SuppressWarnings("restricted")
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private long step() {
        return byteSize <= WHOLE ? 8 : STEP;
    }

    private long word(long offset) {
        return stamp * 0x9E37_79B9_7F4A_7C15L + offset;
    }

    /** Writes it. {@return this} */
    Stamped write() {
        long at = 0;
        for (; at + 8 <= byteSize; at += step()) {
            MEMORY.set(LONG, address + at, word(at));
        }
        for (at = Math.max(0, byteSize - 8); at < byteSize; at++) {
            MEMORY.set(ValueLayout.JAVA_BYTE, address + at, last(at));
        }
        return this;
    }

    private byte last(long at) {
        return (byte) (stamp >>> 8 * (at & 7));
    }

    /** Looks whether it is all there, up to {@code bytes}. */
    void check(long bytes) {
        boolean whole = bytes >= byteSize;
        long end = Math.min(bytes, byteSize - 8); // the last bytes are another pattern
        for (long at = 0; at + 8 <= end; at += step()) {
            long there = MEMORY.get(LONG, address + at);
            if (there != word(at)) {
                throw new AssertionError("block 0x%x of %d bytes has 0x%x at %d instead of 0x%x"
                        .formatted(address, byteSize, there, at, word(at)));
            }
        }
        for (long at = Math.max(0, byteSize - 8); whole && at < byteSize; at++) {
            if (MEMORY.get(ValueLayout.JAVA_BYTE, address + at) != last(at)) {
                throw new AssertionError("block 0x%x of %d bytes has another byte at %d"
                        .formatted(address, byteSize, at));
            }
        }
    }

    void check() {
        check(byteSize);
    }

    /** Looks whether the block reads as zero. */
    static void checkZero(MemorySegment block) {
        for (long at = 0; at < block.byteSize(); at += at < WHOLE ? 1 : STEP) {
            if (block.get(ValueLayout.JAVA_BYTE, at) != 0) {
                throw new AssertionError(block + " is not zero at " + at);
            }
        }
    }
}
