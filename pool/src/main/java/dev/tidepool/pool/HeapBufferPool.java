// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Byte buffers that are a whole array each. */
final class HeapBufferPool extends ClassedBufferPool<ByteBuffer> {

    HeapBufferPool(BufferSettings<ByteBuffer> settings) {
        super(settings);
    }

    @Override
    ByteBuffer allocate(int capacity) {
        return ByteBuffer.allocate(capacity);
    }

    @Override
    int capacity(ByteBuffer buffer) {
        return buffer.capacity();
    }

    @Override
    boolean isWhole(ByteBuffer buffer) {
        return isWholeArray(buffer);
    }

    /** False for direct and read-only buffers, which have no array, and for parts of one. */
    static boolean isWholeArray(ByteBuffer buffer) {
        return buffer.hasArray() && buffer.arrayOffset() == 0
                && buffer.array().length == buffer.capacity();
    }

    @Override
    void prepare(ByteBuffer buffer, int minCapacity) {
        rewound(buffer, minCapacity);
    }

    /** As a new buffer of that capacity would be. */
    static void rewound(ByteBuffer buffer, int limit) {
        buffer.clear().limit(limit).order(ByteOrder.BIG_ENDIAN);
    }
}
