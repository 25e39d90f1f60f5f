// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/** What buffers a pool may hold; the contract is the same for all, so tests see them as objects. */
enum BufferKind {
    BYTE_ARRAYS,
    HEAP,
    DIRECT,
    SEGMENTS;

    BufferPoolBuilder<Object> builder() {
        return switch (this) {
            case BYTE_ARRAYS -> ofObjects(BufferPool.byteArrayBuilder());
            case HEAP -> ofObjects(BufferPool.heapBufferBuilder());
            case DIRECT -> ofObjects(BufferPool.directBufferBuilder());
            case SEGMENTS -> ofObjects(BufferPool.builder(BufferKind::segment,
                    segment -> (int) segment.byteSize()));
        };
    }

    /** Tests put into each pool only what belongs there, or what it must refuse. */
    @SuppressWarnings("unchecked")
    private static BufferPoolBuilder<Object> ofObjects(BufferPoolBuilder<?> builder) {
        return (BufferPoolBuilder<Object>) builder;
    }

    private static MemorySegment segment(int capacity) {
        return MemorySegment.ofArray(new byte[capacity]);
    }

    /** A buffer of this kind from elsewhere. */
    Object make(int capacity) {
        return switch (this) {
            case BYTE_ARRAYS -> new byte[capacity];
            case HEAP -> ByteBuffer.allocate(capacity);
            case DIRECT -> ByteBuffer.allocateDirect(capacity);
            case SEGMENTS -> segment(capacity);
        };
    }

    /** Whether a buffer from elsewhere that is like the pool's own is kept. */
    boolean keepsForeign() {
        return this != DIRECT;
    }

    /** All the memory of a buffer, whatever its position and limit. */
    static MemorySegment memory(Object buffer) {
        return switch (buffer) {
            case byte[] array -> MemorySegment.ofArray(array);
            case ByteBuffer bytes -> MemorySegment.ofBuffer(bytes.duplicate().clear());
            case MemorySegment segment -> segment;
            default -> throw new IllegalArgumentException(buffer.toString());
        };
    }

    static int capacity(Object buffer) {
        return (int) memory(buffer).byteSize();
    }

    /** Writes a stamp all over a buffer. */
    static void stamp(Object buffer, byte stamp) {
        memory(buffer).fill(stamp);
    }

    /** Whether every byte of a buffer is this one. */
    static boolean isStamped(Object buffer, byte stamp) {
        MemorySegment memory = memory(buffer);
        long size = memory.byteSize();
        return memory.get(ValueLayout.JAVA_BYTE, 0) == stamp
                && MemorySegment.mismatch(memory, 0, size - 1, memory, 1, size) == -1;
    }
}
