// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.provider.Arguments;

/**
 * What tests of {@link BoundedPool} share: on every kind of thread, with checks and without, and
 * with accounts that add up after each test.
 */
abstract class BoundedFixture extends ThreadedTest {

    @Parameter(1)
    Checks checks;

    final Recorder recorder = new Recorder();
    final AtomicLong now = new AtomicLong();
    BoundedPool<Item> pool;

    static Stream<Arguments> variants() {
        return onEveryThread(Checks.OFF, Checks.ALL);
    }

    BoundedPool.Builder<Item> builder(int capacity) {
        return BoundedPool.<Item>builder(recorder::make).name("harbour").capacity(capacity)
                .checks(checks).onEvict(recorder::evict).clock(now::get);
    }

    BoundedPool<Item> pool(int capacity) {
        return build(builder(capacity));
    }

    BoundedPool<Item> build(BoundedPool.Builder<Item> builder) {
        pool = builder.build();
        return pool;
    }

    Lease<Item> claim() throws InterruptedException {
        return recorder.held(pool.claim());
    }

    Lease<Item> tryClaim() {
        return recorder.held(pool.tryClaim());
    }

    /** Puts an idle object into the pool. */
    Item idle() throws InterruptedException {
        Lease<Item> lease = claim();
        Item item = lease.get();
        close(lease);
        return item;
    }

    void close(Lease<Item> lease) {
        recorder.aboutToEnd(lease);
        lease.close();
    }

    void discard(Lease<Item> lease) {
        recorder.aboutToEnd(lease);
        pool.discard(lease);
    }

    @AfterEach
    void theAccountsBalance() {
        if (pool == null) {
            return;
        }
        assertBalanced(pool);
        recorder.assertNoFaults();
        PoolStats stats = pool.stats();
        assertEquals(stats.dropped() + stats.evicted(), recorder.evictions(),
                () -> "onEvict once for each dropped or evicted object: " + stats);
    }

    /** The equations that hold while nobody is inside an operation. */
    static void assertBalanced(BoundedPool<?> pool) {
        assertEquals(0, pool.berths().checkInvariants(), "berths in hand");
        PoolStats stats = pool.stats();
        assertEquals(stats.gets(), stats.hits() + stats.misses(),
                () -> "gets = hits + misses: " + stats);
        assertEquals(stats.puts(),
                stats.hits() + stats.dropped() + stats.evicted() + stats.retained(),
                () -> "puts = hits + dropped + evicted + retained: " + stats);
        assertTrue(pool.leased() + stats.retained() <= pool.capacity(), "more than the capacity");
    }
}
