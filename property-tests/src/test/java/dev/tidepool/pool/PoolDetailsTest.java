// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.mutation.Private;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What mutants showed that the models do not see of a pool of two generations. */
class PoolDetailsTest {

    private final Tide tide = Tide.manual();

    private TieredPool<Object> pool(Sizing sizing) {
        return new Hooks<Object>("p", Object::new, null, null, null, null, null)
                .pool(tide, sizing, new Budget(sizing.maxRetained()), null);
    }

    /** Or a pool that lives long would keep the counters of each generation it ever had. */
    @Test
    void theBooksOfDroppedGenerationsAreClosedWhenNobodyIsInThem() {
        TieredPool<Object> pool = pool(Sizing.of(100, Sizing.UNSIZED, 2));
        int turns = 0;
        for (; turns < 50; turns++) {
            turn(pool);
        }
        for (; fading(pool) > 4 && turns < 150; turns++) {
            System.gc();
            turn(pool);
        }
        assertTrue(fading(pool) <= 4, () -> fading(pool) + " books are open");
        assertEquals(2L * turns, pool.stats().puts());
        assertEquals(turns, pool.stats().hits());
        assertEquals(pool.stats().puts(), pool.stats().hits() + pool.stats().evicted()
                + pool.stats().retained());
    }

    private void turn(TieredPool<Object> pool) {
        pool.put(new Object());
        pool.put(new Object());
        assertNotNull(pool.poll());
        tide.tick();
    }

    private static int fading(TieredPool<Object> pool) {
        int count = 0;
        var books = (Books) Private.get(Private.get(pool, "past"), "oldest");
        for (; books != null; books = books.next) {
            count++;
        }
        return count;
    }

    @Test
    void theCheckFindsPermitsThatAreLost() {
        for (String budget : new String[] {"objects", "bytes"}) {
            TieredPool<Object> pool = pool(Sizing.of(100, 1000, 2));
            pool.put(new Object());
            assertTrue(pool.checkInvariants() > 0);
            ((Budget) Private.get(pool, budget)).giveBack(1);
            assertThrows(IllegalStateException.class, pool::checkInvariants);
        }
        TieredPool<Object> pool = pool(Sizing.of(100, Sizing.UNSIZED, 2));
        pool.put(new Object());
        ThreadTable.atHome(pool.primary(), Thread.currentThread().threadId()).tally.spillPuts++;
        assertThrows(IllegalStateException.class, pool::checkInvariants);
    }

    @Test
    void theCheckFindsCountersThatAreWrong() {
        var objects = new Budget(100);
        var bytes = new Budget(1000);
        var generation = new Generation<>(Sizing.of(100, 1000, 2), objects, bytes, false);
        assertTrue(generation.give(Thread.currentThread(), new Object(), 10));
        generation.checkInvariants();
        Cache<Object> cache = ThreadTable.atHome(generation.table(),
                Thread.currentThread().threadId());
        cache.tally.bytes += 1000;
        assertThrows(IllegalStateException.class, generation::checkInvariants, "bytes");
        cache.tally.bytes -= 1000;
        generation.checkInvariants();
        cache.tally.spillPuts++;
        assertThrows(IllegalStateException.class, generation::checkInvariants, "objects");
        cache.tally.spillPuts--;
        generation.objects().give(1);
        assertThrows(IllegalStateException.class, generation::checkInvariants, "permits");
    }

    @Test
    void aPoolIsWithItsTideWhileItHasSomething() {
        TieredPool<Object> pool = pool(Sizing.of(100, Sizing.UNSIZED, 2));
        assertFalse(pool.needsTide());
        pool.put(new Object());
        assertTrue(pool.needsTide());
        tide.tick();
        assertTrue(pool.needsTide(), "the victim");
        tide.tick();
        assertFalse(pool.needsTide());
        assertEquals(false, Private.get(pool, "registered"));
        for (int round = 0; round < 2; round++) {
            pool.put(new Object());
            assertEquals(true, Private.get(pool, "registered"));
            if (round == 0) {
                pool.clear();
            } else {
                pool.close();
            }
            assertFalse(pool.needsTide());
            assertEquals(false, Private.get(pool, "registered"), "left for the next tick");
        }
    }

    @Test
    void aPoolOfNoObjectsMakesNoGeneration() {
        TieredPool<Object> pool = pool(Sizing.of(0, Sizing.UNSIZED, 2));
        pool.put(new Object());
        assertFalse(pool.needsTide());
        assertEquals(1, pool.stats().dropped());
    }

    /** Or what is put back after a turn would find no permit. */
    @Test
    void whatIsTakenFromTheVictimMakesRoomForItself() {
        TieredPool<Object> pool = pool(Sizing.of(4, Sizing.UNSIZED, 2));
        for (int i = 0; i < 4; i++) {
            pool.put(new Object());
        }
        tide.tick();
        for (int i = 0; i < 4; i++) {
            assertNotNull(pool.poll());
        }
        for (int i = 0; i < 4; i++) {
            pool.put(new Object());
        }
        assertEquals(0, pool.stats().dropped());
        assertEquals(4, pool.stats().retained());
    }

    @Test
    void theFastPathSeesTheTableThatHasGrown() {
        try (var roster = new Roster()) {
            TieredPool<Object> pool = pool(Sizing.of(400, Sizing.UNSIZED, 2));
            Thread first = roster.add(3, 32);
            Thread second = roster.add(3 + 8, 32);
            assertTrue(pool.give(first, new Object(), 0));
            int small = pool.primary().length;
            assertTrue(pool.give(second, new Object(), 0));
            requireGrown(pool, small);
            for (int i = 0; i < 150; i++) {
                assertTrue(pool.give(first, new Object(), 0)); // until there are magazines
            }
            small = pool.primary().length;
            assertNotNull(pool.take(roster.add(3 + 16, 32)));
            requireGrown(pool, small);
        }
    }

    private static void requireGrown(TieredPool<Object> pool, int small) {
        assertTrue(pool.primary().length > small);
        assertSame(ThreadTable.generation(pool.primary()).table(), pool.primary());
    }

    @Test
    void aTurnWithoutWaitingLetsGoOfWhatIsOld() {
        var evicted = new ArrayList<Object>();
        var pool = new Hooks<Object>("p", Object::new, null, null, null, evicted::add, null)
                .pool(tide, Sizing.of(4, Sizing.UNSIZED, 2), new Budget(4), null);
        var object = new Object();
        pool.put(object);
        pool.turnWithoutWaiting();
        assertEquals(List.of(), evicted);
        pool.turnWithoutWaiting();
        assertEquals(List.of(object), evicted);
    }

    /** A thread may still be in a generation that has been dropped, and is counted. */
    @Test
    void whatIsTakenLateFromADroppedGenerationIsCounted() {
        TieredPool<Object> pool = pool(Sizing.of(100, Sizing.UNSIZED, 2));
        pool.put(new Object());
        long me = Thread.currentThread().threadId();
        Cache<Object> late = ThreadTable.atHome(pool.primary(), me);
        tide.tick();
        tide.tick();
        assertEquals(1, pool.stats().evicted());
        assertNotNull(late.takeIfMine(me));
        assertEquals(1, pool.stats().hits());
        assertEquals(0, pool.stats().evicted());
        assertTrue(late.putIfMine(me, new Object()));
        assertEquals(2, pool.stats().puts());
    }

    @Test
    void magazinesOfBuffersAreOf64KibibytesAtMost() {
        assertEquals(new Sizing(1024, Sizing.UNSIZED, 64, 34, 256, 4, 1, 1024),
                Sizing.ofBuffers(1 << 20, 1024, 2));
        assertEquals(new Sizing(256, Sizing.UNSIZED, 16, 34, 64, 4, 1, 4096),
                Sizing.ofBuffers(1 << 20, 4096, 2));
        assertEquals(new Sizing(800, Sizing.UNSIZED, 1, 1602, 200, 4, 1, 131072),
                Sizing.ofBuffers(100 << 20, 131072, 2));
        assertEquals(new Sizing(1 << 16, Sizing.UNSIZED, 64, 2050, 1024, 4, 1, 64),
                Sizing.ofBuffers(1 << 30, 64, 2));
        assertEquals(Math.max(512, 256 * Runtime.getRuntime().availableProcessors()),
                Sizing.defaultMaxRetained());
    }
}
