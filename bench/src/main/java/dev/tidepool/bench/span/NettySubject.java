// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;

/**
 * Netty's direct buffers, pooled and adaptive. By default they cache on Netty's own threads only;
 * the cached variants do so on every thread. The leak detector is off, which favours them, as does
 * the Unsafe that the benchmarks' flags allow.
 */
public record NettySubject(String name, ByteBufAllocator allocator)
        implements BlockSubject<ByteBuf> {

    private static final int PAGE_SIZE = 8192;

    public NettySubject {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }

    static NettySubject pooled() {
        return new NettySubject("nettyPooled", new PooledByteBufAllocator(true));
    }

    public static NettySubject pooledCached() {
        return new NettySubject(
                "nettyPooledCached",
                new PooledByteBufAllocator(
                        true,
                        PooledByteBufAllocator.defaultNumHeapArena(),
                        PooledByteBufAllocator.defaultNumDirectArena(),
                        PAGE_SIZE,
                        PooledByteBufAllocator.defaultMaxOrder(),
                        PooledByteBufAllocator.defaultSmallCacheSize(),
                        PooledByteBufAllocator.defaultNormalCacheSize(),
                        true));
    }

    static NettySubject adaptive() {
        return new NettySubject("nettyAdaptive", new AdaptiveByteBufAllocator(true, false));
    }

    static NettySubject adaptiveCached() {
        return new NettySubject("nettyAdaptiveCached", new AdaptiveByteBufAllocator(true, true));
    }

    @Override
    public ByteBuf allocate(long size) {
        int bytes = Math.toIntExact(size);
        return allocator.directBuffer(bytes, bytes);
    }

    @Override
    public void free(ByteBuf block) {
        block.release();
    }

    @Override
    public long address(ByteBuf block) {
        return block.memoryAddress();
    }

    /** Netty promises none. */
    @Override
    public long alignment() {
        return 1;
    }

    @Override
    public Footprint footprint() {
        if (allocator instanceof ByteBufAllocatorMetricProvider provider) {
            long used = provider.metric().usedDirectMemory();
            return new Footprint(
                    used, Footprint.UNKNOWN, Footprint.UNKNOWN, Footprint.UNKNOWN);
        }
        return Footprint.NOT_TOLD;
    }
}
