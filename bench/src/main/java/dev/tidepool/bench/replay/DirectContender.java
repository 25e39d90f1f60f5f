// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.bench.span.Footprint;
import dev.tidepool.pool.BufferPool;
import java.lang.foreign.MemorySegment;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Direct buffers: new ones, which the collector frees, or from a {@link BufferPool}. */
final class DirectContender extends ObjectContender<ByteBuffer> {

    private static final @Nullable BufferPoolMXBean MEMORY =
            ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .filter(bean -> bean.getName().equals("direct"))
                    .findFirst()
                    .orElse(null);

    private final @Nullable BufferPool<ByteBuffer> pool;

    private DirectContender(int places, @Nullable BufferPool<ByteBuffer> pool) {
        super(places);
        this.pool = pool;
    }

    static DirectContender fresh(int places) {
        return new DirectContender(places, null);
    }

    static DirectContender pooled(int places) {
        return new DirectContender(places, BufferPool.directBuffers());
    }

    @Override
    ByteBuffer make(int size, int alignment) {
        return pool == null ? ByteBuffer.allocateDirect(size) : pool.get(size);
    }

    @Override
    void drop(ByteBuffer block) {
        if (pool != null) {
            pool.put(block);
        }
    }

    @Override
    void write(ByteBuffer block, int index, byte value) {
        block.put(index, value);
    }

    @Override
    MemorySegment view(ByteBuffer block, int size) {
        return MemorySegment.ofBuffer(block.duplicate().position(0).limit(size));
    }

    @Override
    void copy(ByteBuffer from, ByteBuffer to, int size) {
        to.put(0, from, 0, size);
    }

    @Override
    public Footprint footprint() {
        long used = MEMORY == null ? Footprint.UNKNOWN : MEMORY.getMemoryUsed();
        return new Footprint(used, Footprint.UNKNOWN, Footprint.UNKNOWN, Footprint.UNKNOWN);
    }

    @Override
    public double hitRate() {
        return pool == null ? Double.NaN : HeapContender.hitRate(pool.stats());
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }
}
