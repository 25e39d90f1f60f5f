// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What a pool can be furnished with; the contract is the same for all. */
enum Flavour {
    PLAIN,
    TENDED,
    HOOKED,
    BYTES,
    FURNISHED,
    CHECKED;

    PoolBuilder<Item> builder(Recorder recorder) {
        PoolBuilder<Item> builder = Pool.builder(recorder::make);
        return switch (this) {
            case PLAIN -> builder;
            case TENDED -> builder.reset(recorder::reset).retainIf(item -> true);
            case HOOKED -> builder.onEvict(recorder::evict);
            case BYTES -> builder.maxRetainedBytes(1L << 40, Item::bytes);
            case FURNISHED -> builder.reset(recorder::reset).retainIf(item -> true)
                    .onEvict(recorder::evict).maxRetainedBytes(1L << 40, Item::bytes);
            case CHECKED -> builder.checks(Checks.ALL).onEvict(recorder::evict);
        };
    }

    boolean resets() {
        return this == TENDED || this == FURNISHED;
    }

    boolean evicts() {
        return this == HOOKED || this == FURNISHED || this == CHECKED;
    }

    boolean sizes() {
        return this == BYTES || this == FURNISHED;
    }

    /** The equations that hold whenever nobody uses the pool. */
    static void assertBalanced(Pool<?> pool) {
        PoolStats stats = pool.stats();
        assertEquals(stats.gets(), stats.hits() + stats.misses(),
                () -> "gets = hits + misses: " + stats);
        assertEquals(stats.puts(),
                stats.hits() + stats.dropped() + stats.evicted() + stats.retained(),
                () -> "puts = hits + dropped + evicted + retained: " + stats);
    }

    /** The equations, and exactly one call of onEvict for each object the pool let go of. */
    void assertBalanced(Pool<?> pool, Recorder recorder) {
        assertBalanced(pool);
        recorder.assertNoFaults();
        PoolStats stats = pool.stats();
        if (evicts()) {
            assertEquals(stats.dropped() + stats.evicted(), recorder.evictions(),
                    () -> "onEvict once for each dropped or evicted object: " + stats);
        }
        if (sizes()) {
            assertEquals(stats.retained(), stats.retainedBytes(), "one byte for each item");
        } else {
            assertEquals(0, stats.retainedBytes(), "no sizeOf");
        }
    }
}
