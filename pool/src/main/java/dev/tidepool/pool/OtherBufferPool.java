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
    /** Plain: whoever has a buffer of a kind has it from a thread that noted the kind before. */
    private boolean makesDirect;
    private boolean makesHeap;

    OtherBufferPool(BufferSettings<B> settings, IntFunction<? extends B> allocate,
            ToIntFunction<? super B> capacity) {
        super(settings);
        this.allocate = allocate;
        this.capacity = capacity;
    }

    @Override
    B allocate(int size) {
        B buffer = allocate.apply(size);
        if (buffer instanceof ByteBuffer bytes) {
            if (bytes.isDirect()) {
                makesDirect = true;
            } else {
                makesHeap = true;
            }
        }
        return buffer;
    }

    @Override
    int capacity(B buffer) {
        return capacity.applyAsInt(buffer);
    }

    @Override
    boolean isWhole(B buffer) {
        return switch (buffer) {
            case ByteBuffer bytes when bytes.isDirect() -> makesDirect && !bytes.isReadOnly();
            case ByteBuffer bytes -> makesHeap && HeapBufferPool.isWholeArray(bytes);
            case MemorySegment segment -> !segment.isReadOnly() && segment.scope().isAlive();
            default -> true;
        };
    }

    @Override
    void prepare(B buffer, int minCapacity) {
        if (buffer instanceof ByteBuffer bytes) {
            // The user may count in other units than bytes.
            HeapBufferPool.rewound(bytes, Math.min(minCapacity, bytes.capacity()));
        }
    }
}
