// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import dev.tidepool.pool.BufferPool;
import dev.tidepool.pool.BufferPoolBuilder;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * A kind of buffers.
 *
 * @param name what they are
 * @param builder makes the builder for a shop
 * @param memory what of a buffer its holder may use
 * @param capacity how much of it there is
 * @param zeroed whether each comes zeroed
 * @param evicts whether evictions are counted
 */
record BufferKind<B>(String name, Function<BufferPart.Shop<B>, BufferPoolBuilder<B>> builder,
        Function<B, MemorySegment> memory, ToIntFunction<B> capacity, boolean zeroed,
        boolean evicts) {

    static BufferKind<byte[]> arrays() {
        return new BufferKind<>("byte arrays", shop -> BufferPool.byteArrayBuilder()
                .zeroOnPut().maxRetainedBytes(4 << 20),
                MemorySegment::ofArray, array -> array.length, true, false);
    }

    static BufferKind<ByteBuffer> heap() {
        return new BufferKind<>("heap buffers",
                shop -> BufferPool.heapBufferBuilder().maxRetainedBytes(1 << 20),
                MemorySegment::ofBuffer, ByteBuffer::capacity, false, false);
    }

    static BufferKind<ByteBuffer> direct() {
        return new BufferKind<>("direct buffers",
                shop -> BufferPool.directBufferBuilder().maxRetainedBytes(2 << 20),
                MemorySegment::ofBuffer, ByteBuffer::capacity, false, false);
    }

    /** Blocks of an allocator: what the pool lets go of is freed. */
    static BufferKind<MemorySegment> blocks(SpanPart spans) {
        return new BufferKind<>("buffers of blocks",
                shop -> BufferPool.builder(size -> shop.made(spans.allocate(size)),
                        BufferKind::size)
                        .onEvict(block -> spans.free(shop.evicted(block)))
                        .maxRetainedBytes(2 << 20),
                block -> block, BufferKind::size, false, true);
    }

    private static int size(MemorySegment block) {
        return (int) block.byteSize();
    }
}
