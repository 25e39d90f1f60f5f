// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the counters count. */
@Timeout(60)
class PoolStatsTest extends PoolContract {

    private PoolStats stats() {
        return pool().stats();
    }

    @Test
    void aNewPoolHasCountedNothing() {
        assertEquals(new PoolStats(pool().name(), 0, 0, 0, 0, 0, 0, 0, 0, 0), stats());
    }

    @Test
    void theHitRateIsZeroBeforeTheFirstGet() {
        assertEquals(0.0, stats().hitRate());
    }

    @Test
    void theHitRateIsHitsPerGet() {
        putFresh(1);
        put(get());
        put(get());
        get();
        get();
        assertEquals(0.75, stats().hitRate());
    }

    @Test
    void pollsAreGets() {
        putFresh(1);
        poll();
        poll();
        assertEquals(2, stats().gets());
        assertEquals(1, stats().hits());
        assertEquals(1, stats().misses());
    }

    @Test
    void missesAreCallsOfTheFactoryAndEmptyPolls() {
        get();
        get();
        poll();
        assertEquals(3, stats().misses());
        assertEquals(2, recorder.made());
    }

    @Test
    void objectsAboveTheBoundAreDroppedNotEvicted() {
        pool(0);
        putFresh(7);
        assertEquals(7, stats().dropped());
        assertEquals(0, stats().evicted());
    }

    @Test
    void objectsTheTideTookAreEvictedNotDropped() {
        long retained = putFresh(7);
        tide.tick();
        assertEquals(0, stats().evicted());
        tide.tick();
        assertEquals(retained, stats().evicted());
        assertEquals(7 - retained, stats().dropped());
    }

    @Test
    void retainedCountsBothGenerations() {
        long older = putFresh(5);
        tide.tick();
        assertEquals(older, retained());
        long both = putFresh(5);
        assertEquals(10 - stats().dropped(), both);
        assertEquals(both, drain().size());
    }

    @Test
    void countersSurviveManyTicks() {
        long hits = 0;
        for (int i = 0; i < 50; i++) {
            putFresh(3);
            hits += poll() == null ? 0 : 1;
            tide.tick();
        }
        assertEquals(150, stats().puts());
        assertEquals(50, stats().gets());
        assertEquals(hits, stats().hits());
    }

    @Test
    void ticksAreTheTidesTicks() {
        tide.tick();
        pool();
        tide.tick();
        putFresh(1);
        tide.tick();
        assertEquals(3, tide.ticks());
        assertEquals(3, stats().ticks());
    }

    @Test
    void readingTheCountersChangesNothing() {
        putFresh(3);
        PoolStats first = stats();
        assertEquals(first, stats());
    }

    @Test
    void countersOfThreadsThatEndedAreKept() throws Throwable {
        pool();
        for (int i = 0; i < 20; i++) {
            kind.run(() -> {
                putFresh(2);
                get();
            });
        }
        tide.tick();
        tide.tick();
        tide.tick();
        assertEquals(40, stats().puts());
        assertEquals(20, stats().gets());
    }
}
