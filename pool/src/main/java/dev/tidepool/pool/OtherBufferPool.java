// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/** Buffers of the user's making. Those that the JDK knows as read-only or as parts are refused. */
final class OtherBufferPool<B> extends ClassedBufferPool<B> {

    private final IntFunction<? extends B> allocate;
    private final ToIntFunction<? super B> capacity;

    OtherBufferPool(BufferSettings<B> settings, IntFunction<? extends B> allocate,
            ToIntFunction<? super B> capacity) {
        super(settings);
        this.allocate = allocate;
        this.capacity = capacity;
    }

    @Override
    B allocate(int size) {
        return allocate.apply(size);
    }

    @Override
    int capacity(B buffer) {
        return capacity.applyAsInt(buffer);
    }

    @Override
    boolean isWhole(B buffer) {
        return switch (buffer) {
            case ByteBuffer bytes when bytes.isDirect() -> !bytes.isReadOnly();
            case ByteBuffer bytes -> HeapBufferPool.isWholeArray(bytes);
            case MemorySegment segment -> !segment.isReadOnly();
            default -> true;
        };
    }

    @Override
    void prepare(B buffer, int minCapacity) {
        if (buffer instanceof ByteBuffer bytes) {
            HeapBufferPool.rewound(bytes, minCapacity);
        }
    }
}
