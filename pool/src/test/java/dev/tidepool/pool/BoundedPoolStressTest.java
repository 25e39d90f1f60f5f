// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** However many threads claim, an object has one holder, and none is lost. */
@Timeout(120)
@ParameterizedClass
@MethodSource("variants")
class BoundedPoolStressTest extends BoundedFixture {

    private static final int MILLIS = 1_000;
    private static final int CAPACITY = 5;
    private static final int THREADS = 20;

    private final AtomicInteger alive = new AtomicInteger();

    /** Counts what exists: made, and onEvict not yet returned. */
    private BoundedPool.Builder<Item> counted() {
        return BoundedPool.<Item>builder(() -> {
            int now = alive.incrementAndGet();
            assertTrue(now <= CAPACITY, () -> now + " objects exist");
            return recorder.make();
        }).capacity(CAPACITY).checks(checks).onEvict(item -> {
            recorder.evict(item);
            Race.breathe();
            alive.decrementAndGet();
        });
    }

    private boolean oneIn(int n) {
        return ThreadLocalRandom.current().nextInt(n) == 0;
    }

    private Lease<Item> claimSomehow() {
        try {
            return switch (ThreadLocalRandom.current().nextInt(4)) {
                case 0 -> tryClaim();
                case 1 -> recorder.held(pool.claim(Duration.ofNanos(100_000)));
                default -> claim();
            };
        } catch (TimeoutException | InterruptedException e) {
            return null; // late, or interrupted by a neighbour
        }
    }

    private void use() {
        Lease<Item> lease = claimSomehow();
        if (lease == null) {
            return;
        }
        if (oneIn(3)) {
            Race.breathe();
        }
        if (oneIn(10)) {
            discard(lease);
        } else {
            close(lease);
        }
    }

    @Test
    void anObjectHasOneHolderAndNoneIsLost() throws Throwable {
        build(counted().validate(item -> !oneIn(20)).reset(item -> {
            if (oneIn(50)) {
                throw new IllegalStateException("planned");
            }
        }));
        var threads = new Thread[THREADS];
        var until = Race.Until.millis(MILLIS);
        Race.run(kind, THREADS + 1, i -> {
            if (i == THREADS) {
                inspect(until);
                return;
            }
            threads[i] = Thread.currentThread();
            while (until.running()) {
                try {
                    use();
                } catch (IllegalStateException e) {
                    assertEquals("planned", e.getMessage());
                }
                Thread neighbour = threads[(i + 1) % THREADS];
                if (neighbour != null && oneIn(20)) {
                    neighbour.interrupt();
                }
            }
            Thread.interrupted();
        });
        assertEquals(0, pool.leased());
        assertEquals(0, pool.waiting());
        assertEquals(alive.get(), pool.stats().retained());
        for (int i = 0; i < CAPACITY; i++) {
            assertNotNull(tryClaim(), "capacity was lost");
        }
    }

    /** The invariants hold at any moment, not only in the end. */
    private void inspect(Race.Until until) {
        while (until.running()) {
            int busy = pool.berths().checkInvariants();
            assertTrue(busy <= CAPACITY);
            Race.breathe();
        }
    }

    @Test
    void closeInTheMiddleLetsEachObjectGoOnce() throws Throwable {
        for (int round = 0; round < 30; round++) {
            build(counted());
            BoundedPool<Item> one = pool;
            Race.run(kind, THREADS, i -> {
                try {
                    for (int n = 0; n < 50; n++) {
                        if (i == 0 && n == 20) {
                            one.close();
                        }
                        use();
                    }
                } catch (IllegalStateException e) {
                    // closed
                }
            });
            assertEquals(0, alive.get());
            assertBalanced(one);
            assertEquals(0, one.stats().retained());
        }
        recorder.assertNoFaults();
        assertEquals(recorder.made(), recorder.evictions());
        pool = null; // the recorder's sums are over all of them
    }

    @Test
    void ofCloseAndDiscardOneDecides() throws Throwable {
        pool(1);
        for (int round = 1; round <= 300; round++) {
            Lease<Item> lease = claim();
            recorder.aboutToEnd(lease);
            Race.run(kind, 3, i -> {
                if (i == 0) {
                    pool.discard(lease);
                } else {
                    lease.close();
                }
            });
            PoolStats stats = pool.stats();
            assertEquals(round, stats.puts());
            assertEquals(recorder.made(), stats.dropped() + stats.retained());
        }
    }

    @Test
    void twoThousandVirtualThreadsShareFiftyObjects() throws Throwable {
        build(builder(50));
        var uses = new LongAdder();
        Race.run(i -> ThreadKind.VIRTUAL, 2_000, i -> {
            for (int n = 0; n < 20; n++) {
                Lease<Item> lease = claim();
                Race.breathe();
                uses.increment();
                close(lease);
            }
        });
        assertEquals(40_000, uses.sum());
        assertTrue(recorder.made() <= 50);
        assertEquals(0, pool.leased());
    }

    @Test
    void waitersOccupyNoCarrier() throws Throwable {
        pool(1);
        Lease<Item> lease = claim();
        int waiters = 16 * Runtime.getRuntime().availableProcessors();
        List<Claimant> claimants = new ArrayList<>();
        for (int i = 0; i < waiters; i++) {
            claimants.add(Claimant.start(ThreadKind.VIRTUAL, () -> {
                close(claim());
                return null;
            }));
        }
        Claimant.await(() -> pool.waiting() == waiters);
        ThreadKind.VIRTUAL.run(Race::breathe);
        close(lease);
        for (Claimant claimant : claimants) {
            claimant.lease();
        }
        assertEquals(1 + waiters, pool.stats().gets());
    }

    @Test
    void aWaiterIsServedAlthoughOthersNeverStop() throws Throwable {
        pool(1);
        var served = new AtomicInteger();
        Race.run(kind, 4, i -> {
            boolean greedy = i > 0;
            for (int n = 0; greedy ? served.get() < 100 : n < 100; n++) {
                Lease<Item> lease = claim();
                close(lease);
                if (!greedy) {
                    served.incrementAndGet();
                }
            }
        });
        assertEquals(100, served.get());
    }
}
