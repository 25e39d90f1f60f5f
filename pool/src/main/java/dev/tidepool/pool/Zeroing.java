// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Overwrites all of a buffer with zeros, whatever part of it is in view. */
final class Zeroing {

    private Zeroing() {
    }

    static void zero(Object buffer) {
        switch (buffer) {
            case byte[] array -> Arrays.fill(array, (byte) 0);
            case ByteBuffer bytes when bytes.isReadOnly() -> { } // cannot, and is not kept
            case ByteBuffer bytes when bytes.hasArray() -> Arrays.fill(bytes.array(),
                    bytes.arrayOffset(), bytes.arrayOffset() + bytes.capacity(), (byte) 0);
            case ByteBuffer bytes -> zeroSegment(MemorySegment.ofBuffer(bytes.clear()));
            case MemorySegment segment when segment.isReadOnly() -> { }
            case MemorySegment segment -> zeroSegment(segment);
            default -> throw new IllegalStateException("zeroOnPut does not know how to zero a "
                    + buffer.getClass().getName() + "; use reset");
        }
    }

    /** A loop, compiled to the widest stores; {@code fill} stores eight bytes at a time. */
    private static void zeroSegment(MemorySegment segment) {
        long size = segment.byteSize();
        long words = size & -Long.BYTES;
        for (long i = 0; i < words; i += Long.BYTES) {
            segment.set(JAVA_LONG_UNALIGNED, i, 0);
        }
        segment.asSlice(words).fill((byte) 0);
    }
}
