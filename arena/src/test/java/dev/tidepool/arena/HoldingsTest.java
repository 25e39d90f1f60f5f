// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The word of a batch: exactly one thread ends it, and never too early. */
class HoldingsTest {

    private final ArenaPool pool = ArenaPool.create();

    private Holdings holdings(int capacity) {
        return new Holdings(pool.ground(), pool.ground().leases, capacity);
    }

    @Test
    void theLastLeaseSeals() {
        Holdings h = holdings(2);
        assertEquals(0, h.acquire());
        assertFalse(h.isSealed());
        assertEquals(1, h.acquire());
        assertTrue(h.isSealed());
        assertEquals(-1, h.acquire());
        h.checkInvariants();
    }

    @Test
    void theLastReleaseOfASealedBatchEndsIt() {
        Holdings h = holdings(2);
        h.acquire();
        assertFalse(h.release(), "not sealed");
        h.acquire();
        assertTrue(h.release());
    }

    @Test
    void whoSealsABatchWithoutOpenLeasesEndsIt() {
        Holdings h = holdings(8);
        h.acquire();
        h.release();
        assertTrue(h.seal());
        assertFalse(h.seal(), "only one");
        assertEquals(-1, h.acquire());
    }

    @Test
    void whoSealsABatchWithAnOpenLeaseLeavesItToTheRelease() {
        Holdings h = holdings(8);
        h.acquire();
        assertFalse(h.seal());
        assertTrue(h.release());
    }

    @Test
    void exactlyOneThreadEndsABatchWhateverRaces() throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            Holdings h = holdings(1 + round % 40);
            var ends = new AtomicInteger();
            var open = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                boolean seals = t == 0 && round % 2 == 0;
                threads.add(Thread.ofPlatform().start(() -> {
                    while (h.acquire() >= 0) {
                        open.incrementAndGet();
                        if (seals) {
                            ends.addAndGet(h.seal() ? 1 : 0);
                        }
                        open.decrementAndGet();
                        if (h.release()) {
                            ends.addAndGet(open.get() == 0 ? 1 : 1000);
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(1, ends.get());
            h.checkInvariants();
        }
    }
}
