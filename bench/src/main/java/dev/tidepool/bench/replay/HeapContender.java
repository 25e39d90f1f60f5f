// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.bench.span.Footprint;
import dev.tidepool.pool.BufferPool;
import dev.tidepool.pool.PoolStats;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Byte arrays: new ones, which the collector frees, or from a {@link BufferPool}. */
final class HeapContender extends ObjectContender<byte[]> {

    private final @Nullable BufferPool<byte[]> pool;

    private HeapContender(int places, @Nullable BufferPool<byte[]> pool) {
        super(places);
        this.pool = pool;
    }

    static HeapContender fresh(int places) {
        return new HeapContender(places, null);
    }

    static HeapContender pooled(int places) {
        return new HeapContender(places, BufferPool.byteArrays());
    }

    @Override
    byte[] make(int size, int alignment) {
        return pool == null ? new byte[size] : pool.get(size);
    }

    @Override
    void drop(byte[] block) {
        if (pool != null) {
            pool.put(block);
        }
    }

    @Override
    void write(byte[] block, int index, byte value) {
        block[index] = value;
    }

    @Override
    MemorySegment view(byte[] block, int size) {
        return MemorySegment.ofArray(block).asSlice(0, size);
    }

    @Override
    void copy(byte[] from, byte[] to, int size) {
        System.arraycopy(from, 0, to, 0, size);
    }

    @Override
    public Footprint footprint() {
        return pool == null ? Footprint.NOT_TOLD : retained(pool.stats());
    }

    @Override
    public double hitRate() {
        return pool == null ? Double.NaN : hitRate(pool.stats());
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }

    static double hitRate(List<PoolStats> classes) {
        long gets = classes.stream().mapToLong(PoolStats::gets).sum();
        return gets == 0
                ? Double.NaN
                : (double) classes.stream().mapToLong(PoolStats::hits).sum() / gets;
    }

    /** {@return what waits in a pool as what it holds; nobody counts what is handed out} */
    static Footprint retained(List<PoolStats> classes) {
        long bytes = classes.stream().mapToLong(PoolStats::retainedBytes).sum();
        return new Footprint(bytes, Footprint.UNKNOWN, Footprint.UNKNOWN, Footprint.UNKNOWN);
    }
}
