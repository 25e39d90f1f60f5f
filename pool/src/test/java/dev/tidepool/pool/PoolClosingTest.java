// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A closed pool holds nothing: get creates, put drops. */
@Timeout(60)
class PoolClosingTest extends PoolContract {

    @Test
    void closeEvictsEverythingCached() {
        putFresh(50);
        tide.tick();
        long retained = putFresh(50);
        pool().close();
        assertEquals(0, retained());
        assertEquals(retained, pool().stats().evicted());
    }

    @Test
    void aClosedPoolPollsNull() {
        putFresh(50);
        pool().close();
        assertNull(poll());
    }

    @Test
    void aClosedPoolGetsFreshObjects() {
        var item = new Item();
        put(item);
        pool().close();
        assertNotSame(item, get());
        assertNotSame(get(), get());
        assertEquals(3, pool().stats().misses());
    }

    @Test
    void aClosedPoolDropsWhatIsPut() {
        pool().close();
        put(new Item());
        assertEquals(1, pool().stats().dropped());
        assertEquals(flavour.evicts() ? 1 : 0, recorder.evictions());
        assertNull(poll());
    }

    @Test
    void aClosedPoolCallsNoHookButOnEvict() {
        pool().close();
        put(new Item());
        assertEquals(0, recorder.resets());
    }

    @Test
    void anObjectHeldAcrossCloseIsDroppedWhenItComesBack() {
        Item held = get();
        pool().close();
        assertEquals(0, pool().stats().dropped());
        put(held);
        assertEquals(1, pool().stats().dropped());
    }

    @Test
    void aSecondCloseDoesNothing() {
        putFresh(10);
        pool().close();
        PoolStats once = pool().stats();
        pool().close();
        assertEquals(once, pool().stats());
    }

    @Test
    void aTickDoesNotReviveAClosedPool() {
        putFresh(10);
        tide.tick();
        pool().close();
        tide.tick();
        put(new Item());
        assertEquals(0, retained());
        assertNull(poll());
    }

    @Test
    void clearDoesNotReviveAClosedPool() {
        pool().close();
        pool().clear();
        put(new Item());
        assertEquals(0, retained());
    }

    @Test
    void aLeaseOpenWhileThePoolClosesKeepsItsObject() {
        try (Lease<Item> lease = pool().lease()) {
            Item item = lease.get();
            pool().close();
            assertSame(item, lease.get());
        }
        assertEquals(1, pool().stats().dropped());
    }

    @Test
    void aClosedPoolStillLeases() {
        pool().close();
        pool().lease().close();
        assertEquals(1, pool().stats().misses());
        assertEquals(1, pool().stats().dropped());
    }

    @Test
    void aClosedPoolStillTellsItsStatistics() {
        putFresh(1);
        get();
        pool().close();
        assertEquals(1, pool().stats().hits());
        assertEquals(pool().name(), pool().stats().name());
    }

    @Test
    void threadsThatCloseTogetherEvictEachObjectOnce() throws Throwable {
        for (int round = 0; round < 100; round++) {
            var ownRecorder = new Recorder();
            var pool = flavour.builder(ownRecorder).tide(tide).build();
            for (int i = 0; i < 40; i++) {
                ownRecorder.put(pool, new Item());
            }
            Race.run(kind, 4, i -> pool.close());
            assertEquals(40, pool.stats().evicted() + pool.stats().dropped());
            flavour.assertBalanced(pool, ownRecorder);
        }
    }

    @Test
    void onceClosedUnderConcurrentUseAPoolStaysEmpty() throws Throwable {
        for (int round = 0; round < 50; round++) {
            var ownRecorder = new Recorder();
            var pool = flavour.builder(ownRecorder).tide(tide).build();
            Race.run(kind, 4, i -> use(pool, ownRecorder, i));
            tide.tick();
            tide.tick();
            assertEquals(0, pool.stats().retained(), () -> pool.stats().toString());
            assertNull(pool.poll());
            flavour.assertBalanced(pool, ownRecorder);
        }
    }

    private void use(Pool<Item> pool, Recorder ownRecorder, int thread) {
        for (int n = 0; n < 300; n++) {
            ownRecorder.put(pool, new Item());
            ownRecorder.put(pool, ownRecorder.get(pool));
            if (n == 150 && thread == 0) {
                pool.close();
            } else if (n % 50 == 0 && thread == 1) {
                tide.tick();
            }
        }
    }
}
