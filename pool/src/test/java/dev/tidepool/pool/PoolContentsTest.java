// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes into a pool and what comes out of it, while no tide turns. */
@Timeout(60)
class PoolContentsTest extends PoolContract {

    @Test
    void anEmptyPoolPollsNull() {
        assertNull(pool().poll());
    }

    @Test
    void pollNeverCallsTheFactory() {
        poll();
        assertEquals(0, recorder.made());
    }

    @Test
    void anEmptyPoolGetsWhatTheFactoryMakes() {
        assertNotNull(get());
        assertEquals(1, recorder.made());
    }

    @Test
    void theFactoryIsCalledOncePerMiss() {
        for (int i = 0; i < 100; i++) {
            get();
        }
        assertEquals(100, recorder.made());
    }

    @Test
    void aCachedObjectWinsOverTheFactory() {
        var item = new Item();
        put(item);
        assertSame(item, get());
        assertEquals(0, recorder.made());
    }

    @Test
    void pollHandsOutTheCachedObject() {
        var item = new Item();
        put(item);
        assertSame(item, poll());
    }

    @Test
    void theFactoryIsAskedAgainOnceTheCacheIsEmpty() {
        var item = new Item();
        put(item);
        get();
        assertNotSame(item, get());
        assertEquals(1, recorder.made());
    }

    @Test
    void twoPutObjectsComeBackAndTheThirdGetMisses() {
        List<Item> put = List.of(new Item(), new Item());
        put.forEach(this::put);
        List<Item> got = List.of(get(), get());
        assertTrue(got.containsAll(put), "got " + got + " of " + put);
        get();
        assertEquals(1, recorder.made());
    }

    @Test
    void anObjectHandedOutIsNoLongerInThePool() {
        put(new Item());
        get();
        assertNull(poll());
    }

    @Test
    void anObjectCanBeUsedAgainAndAgain() {
        Item item = get();
        for (int i = 0; i < 1000; i++) {
            put(item);
            assertSame(item, get());
        }
        assertEquals(1, recorder.made());
    }

    @Test
    void whatIsRetainedIsWhatCanBeGot() {
        long retained = putFresh(300);
        List<Item> got = drain();
        assertEquals(retained, got.size());
        assertEquals(0, retained());
    }

    @Test
    void aThreadGetsBackAllOfThreeHundredObjects() {
        var put = new ArrayList<Item>();
        for (int i = 0; i < 300; i++) {
            put.add(new Item());
            put(put.getLast());
        }
        List<Item> got = drain();
        assertEquals(exact() ? 300 : got.size(), got.size());
        assertTrue(put.containsAll(got) && !got.isEmpty());
    }

    @Test
    void burstsOfEverySizeComeBackWithoutTheFactory() {
        for (int burst = 1; burst <= 100; burst++) {
            var held = new ArrayList<Item>();
            for (int i = 0; i < burst; i++) {
                held.add(get());
            }
            held.forEach(this::put);
        }
        assertTrue(!exact() || recorder.made() == 100, "made " + recorder.made());
    }

    @Test
    void theResetHookSeesEachPutObjectOnce() {
        putFresh(50);
        assertEquals(flavour.resets() ? 50 : 0, recorder.resets());
    }

    @Test
    void anObjectThePoolDidNotMakeIsCounted() {
        putFresh(1);
        assertEquals(1, pool().stats().puts());
        assertEquals(1, retained());
    }

    @Test
    void clearDropsEverythingCached() {
        putFresh(200);
        pool().clear();
        assertEquals(0, retained());
        assertNull(poll());
    }

    @Test
    void clearDropsWhatOneTideLeft() {
        putFresh(100);
        tide.tick();
        putFresh(100);
        pool().clear();
        assertEquals(0, retained());
        assertTrue(drain().isEmpty());
    }

    @Test
    void clearEvictsWhatItDrops() {
        long retained = putFresh(100);
        pool().clear();
        assertEquals(retained, pool().stats().evicted());
    }

    @Test
    void aClearedPoolCachesAgain() {
        putFresh(100);
        pool().clear();
        var item = new Item();
        put(item);
        assertSame(item, poll());
    }

    @Test
    void clearLeavesHeldObjectsAlone() {
        putFresh(1);
        Item held = get();
        pool().clear();
        assertFalse(held.isEvicted());
        put(held);
        assertSame(held, poll());
    }

    @Test
    void manyClearsLeakNoRoom() {
        pool(100);
        for (int i = 0; i < 2_000; i++) {
            putFresh(3);
            pool().clear();
        }
        long retained = putFresh(100);
        assertEquals(exact() ? 100 : retained, retained);
        assertTrue(retained >= 1);
    }

    @Test
    void theInterruptFlagIsNeitherNeededNorConsumed() {
        Thread.currentThread().interrupt();
        put(get());
        put(poll());
        tide.tick();
        pool().lease().close();
        pool().stats();
        pool().clear();
        pool().close();
        assertTrue(Thread.interrupted());
    }
}
