// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import dev.tidepool.pool.BufferPool;
import dev.tidepool.pool.PoolStats;
import java.nio.ByteBuffer;
import java.util.List;

/** A {@link BufferPool}: buffers are asked for by size, and need neither factory nor reset. */
final class BufferSupply implements Supply<ByteBuffer> {

    private final int capacity;
    private final BufferPool<ByteBuffer> pool;

    BufferSupply(String name, int capacity) {
        this.capacity = capacity;
        pool = BufferPool.heapBufferBuilder().name(name).build();
    }

    @Override
    public ByteBuffer take() {
        return pool.get(capacity);
    }

    @Override
    public void give(ByteBuffer buffer) {
        pool.put(buffer);
    }

    @Override
    public long created(long taken) {
        return pool.totalStats().misses();
    }

    @Override
    public long keptForAll() {
        return pool.totalStats().retained();
    }

    @Override
    public List<PoolStats> stats() {
        return pool.stats().stream().filter(size -> size.gets() > 0).toList();
    }

    @Override
    public void close() {
        pool.close();
    }
}
