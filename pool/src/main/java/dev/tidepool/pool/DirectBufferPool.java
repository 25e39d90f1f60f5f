// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.nio.ByteBuffer;

/**
 * Direct byte buffers. Nothing in a direct buffer tells a whole one from a slice of its capacity,
 * so the pool remembers which it made.
 */
final class DirectBufferPool extends ClassedBufferPool<ByteBuffer> {

    private final IdentityRegister made = new IdentityRegister();

    DirectBufferPool(BufferSettings<ByteBuffer> settings) {
        super(settings);
    }

    @Override
    ByteBuffer allocate(int capacity) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(capacity);
        made.add(buffer);
        return buffer;
    }

    @Override
    int capacity(ByteBuffer buffer) {
        return buffer.capacity();
    }

    @Override
    boolean isWhole(ByteBuffer buffer) {
        return made.contains(buffer);
    }

    @Override
    void prepare(ByteBuffer buffer, int minCapacity) {
        HeapBufferPool.rewound(buffer, minCapacity);
    }
}
