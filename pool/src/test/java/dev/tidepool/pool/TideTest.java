// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tides from outside: what ticks, when, and whom it concerns. */
@Timeout(60)
class TideTest {

    @Test
    void thereIsOneTideThatFollowsTheCollector() {
        assertSame(Tide.gc(), Tide.gc());
    }

    @Test
    void manualTidesAreIndependent() {
        Tide mine = Tide.manual();
        Tide other = Tide.manual();
        assertNotSame(mine, other);
        mine.tick();
        assertEquals(1, mine.ticks());
        assertEquals(0, other.ticks());
    }

    @Test
    void aTickConcernsThePoolsOfItsTideOnly() {
        Tide mine = Tide.manual();
        Pool<Item> pool = Pool.builder(Item::new).tide(mine).build();
        Pool<Item> other = Pool.builder(Item::new).tide(Tide.manual()).build();
        pool.put(new Item());
        other.put(new Item());
        mine.tick();
        mine.tick();
        assertEquals(0, pool.stats().retained());
        assertEquals(1, other.stats().retained());
    }

    @Test
    void aManualTideDoesNotTickByItself() {
        Tide tide = Tide.manual();
        Pool<Item> pool = Pool.builder(Item::new).tide(tide).build();
        pool.put(new Item());
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        assertEquals(0, tide.ticks());
        assertEquals(1, pool.stats().retained());
    }

    @ParameterizedTest
    @EnumSource
    void aPoolWithoutATideFollowsTheCollectorsTide(Flavour flavour) {
        var recorder = new Recorder();
        Pool<Item> pool = flavour.builder(recorder).build();
        pool.put(new Item());
        long before = pool.stats().ticks();
        Tide.gc().tick();
        Tide.gc().tick();
        assertTrue(pool.stats().ticks() >= before + 2);
        assertNull(pool.poll());
        flavour.assertBalanced(pool, recorder);
    }

    @ParameterizedTest
    @EnumSource
    void aPeriodicTideWashesObjectsAwayByItself(Flavour flavour) throws Exception {
        Tide tide = Tide.every(Duration.ofMillis(20));
        var evicted = new CountDownLatch(1);
        Pool<Item> pool = flavour.builder(new Recorder()).tide(tide)
                .onEvict(item -> evicted.countDown()).build();
        pool.put(new Item());
        assertTrue(evicted.await(30, TimeUnit.SECONDS), "never evicted");
        pool.close();
    }

    @Test
    void aPeriodicTideServesAPoolThatIsFilledAgainAfterSilence() throws Exception {
        Tide tide = Tide.every(Duration.ofMillis(5));
        for (int i = 0; i < 20; i++) {
            var evicted = new CountDownLatch(1);
            Pool<Item> pool = Pool.builder(Item::new).tide(tide)
                    .onEvict(item -> evicted.countDown()).build();
            pool.put(new Item());
            assertTrue(evicted.await(30, TimeUnit.SECONDS), "never evicted in round " + i);
        }
    }

    @Test
    void aPeriodicTideMayBeTickedByHand() {
        Tide tide = Tide.every(Duration.ofDays(1));
        Pool<Item> pool = Pool.builder(Item::new).tide(tide).build();
        pool.put(new Item());
        tide.tick();
        tide.tick();
        assertEquals(2, tide.ticks());
        assertNull(pool.poll());
    }

    @Test
    void theLongestPeriodIsLegal() {
        Tide tide = assertDoesNotThrow(() -> Tide.every(Duration.ofSeconds(Long.MAX_VALUE)));
        Pool<Item> pool = Pool.builder(Item::new).tide(tide).build();
        pool.put(new Item());
        assertEquals(1, pool.stats().retained());
        pool.close();
    }

    @Test
    void theShortestPeriodIsLegal() throws Exception {
        Tide tide = Tide.every(Duration.ofNanos(1));
        var evicted = new CountDownLatch(1);
        Pool<Item> pool = Pool.builder(Item::new).tide(tide)
                .onEvict(item -> evicted.countDown()).build();
        pool.put(new Item());
        assertTrue(evicted.await(30, TimeUnit.SECONDS), "never evicted");
    }
}
