// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.ToLongFunction;

/** Reads the statistics of a pool of buffers as its documentation explains them. */
final class BufferStats {

    private BufferStats() {
    }

    static long sum(BufferPool<?> pool, ToLongFunction<PoolStats> counter) {
        return pool.stats().stream().mapToLong(counter).sum();
    }

    static long retained(BufferPool<?> pool) {
        return sum(pool, PoolStats::retained);
    }

    static long retainedBytes(BufferPool<?> pool) {
        return sum(pool, PoolStats::retainedBytes);
    }

    static long hits(BufferPool<?> pool) {
        return sum(pool, PoolStats::hits);
    }

    static long misses(BufferPool<?> pool) {
        return sum(pool, PoolStats::misses);
    }

    static long dropped(BufferPool<?> pool) {
        return sum(pool, PoolStats::dropped);
    }

    /** Lets the thread use a class for a while, so that it has room for a buffer at hand. */
    static <B> void warm(BufferPool<B> pool, int size) {
        for (int i = 0; i < 4; i++) {
            pool.put(pool.get(size));
        }
        pool.get(size);
    }

    /** What passed by the classes. */
    static PoolStats unpooled(BufferPool<?> pool) {
        PoolStats last = pool.stats().getLast();
        assertEquals(pool.name() + "/unpooled", last.name());
        return last;
    }

    /** The classes that were ever used. */
    static List<PoolStats> classes(BufferPool<?> pool) {
        List<PoolStats> all = pool.stats();
        return all.subList(0, all.size() - 1);
    }

    static int capacity(PoolStats stats) {
        return Integer.parseInt(stats.name().substring(stats.name().lastIndexOf('/') + 1));
    }

    /** The equations of each class and of all together, which hold when nobody uses the pool. */
    static void assertBalanced(BufferPool<?> pool) {
        for (PoolStats stats : pool.stats()) {
            assertEquals(stats.gets(), stats.hits() + stats.misses(),
                    () -> "gets = hits + misses: " + stats);
            assertEquals(stats.puts(),
                    stats.hits() + stats.dropped() + stats.evicted() + stats.retained(),
                    () -> "puts = hits + dropped + evicted + retained: " + stats);
            assertTrue(stats.retained() >= 0 && stats.evicted() >= 0, stats::toString);
        }
        for (PoolStats stats : classes(pool)) {
            assertEquals(stats.retained() * capacity(stats), stats.retainedBytes(),
                    stats::toString);
        }
    }

    /** The same, and exactly one call of onEvict for each buffer the pool let go of. */
    static void assertBalanced(BufferPool<?> pool, BufferRecorder recorder) {
        assertBalanced(pool);
        recorder.assertNoFaults();
        assertEquals(sum(pool, PoolStats::dropped) + sum(pool, PoolStats::evicted),
                recorder.evictions(),
                () -> "onEvict once for each dropped or evicted buffer: " + pool.stats());
    }
}
