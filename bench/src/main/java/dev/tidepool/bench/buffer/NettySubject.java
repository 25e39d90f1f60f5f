// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Netty's heap buffers, pooled and adaptive. By default they cache on Netty's own threads only; the
 * cached variants do so on every thread. The leak detector is off, which favours them, as does the
 * Unsafe that the benchmarks' flags allow. They cut buffers out of chunks: no buffer is ever made.
 */
record NettySubject(ByteBufAllocator allocator) implements Subject<ByteBuf> {

    private static final int PAGE_SIZE = 8192;

    NettySubject {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }

    static NettySubject pooled() {
        return new NettySubject(new PooledByteBufAllocator(false));
    }

    static NettySubject pooledCached() {
        return new NettySubject(
                new PooledByteBufAllocator(
                        false,
                        PooledByteBufAllocator.defaultNumHeapArena(),
                        PooledByteBufAllocator.defaultNumDirectArena(),
                        PAGE_SIZE,
                        PooledByteBufAllocator.defaultMaxOrder(),
                        PooledByteBufAllocator.defaultSmallCacheSize(),
                        PooledByteBufAllocator.defaultNormalCacheSize(),
                        true));
    }

    static NettySubject adaptive() {
        return new NettySubject(new AdaptiveByteBufAllocator(false, false));
    }

    static NettySubject adaptiveCached() {
        return new NettySubject(new AdaptiveByteBufAllocator(false, true));
    }

    @Override
    public ByteBuf get(int size) {
        return allocator.heapBuffer(size, size);
    }

    @Override
    public void put(ByteBuf buffer) {
        buffer.release();
    }

    @Override
    public void touch(ByteBuf buffer, int size, Blackhole hole) {
        buffer.setByte(0, size);
        buffer.setByte(size - 1, size);
        hole.consume(buffer);
    }

    @Override
    public int capacity(ByteBuf buffer) {
        return buffer.capacity();
    }

    @Override
    public long made() {
        return UNKNOWN;
    }

    /** Chunks, and what is too large for them. */
    @Override
    public long retainedBytes() {
        return allocator instanceof ByteBufAllocatorMetricProvider provider
                ? provider.metric().usedHeapMemory()
                : UNKNOWN;
    }

    /** What its own threads do where {@code io.netty.allocator.cacheTrimIntervalMillis} is set. */
    @Override
    public void turn() {
        if (allocator instanceof PooledByteBufAllocator pooled) {
            pooled.trimCurrentThreadCache();
        }
    }
}
