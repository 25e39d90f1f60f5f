// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The thread behind the tides that tick by themselves. Conditions are awaited, with the class's
 * time-out as the only clock.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class TideKeeperTest {

    private static final Duration OFTEN = Duration.ofMillis(2);

    @Test
    void thereIsNoThreadWhereNothingIsCached() throws InterruptedException {
        try (var pool = Pool.builder(Object::new).tide(Tide.every(OFTEN)).build()) {
            pool.get();
            pool.poll();
            pool.stats();
            awaitNoThread();
        }
    }

    @Test
    void anIdlePoolGivesEverythingBackAndTheThreadEnds() throws InterruptedException {
        List<Object> evicted = new ArrayList<>();
        Pool<Object> pool = Pool.builder(Object::new).tide(Tide.every(OFTEN))
                .onEvict(object -> {
                    synchronized (evicted) {
                        evicted.add(object);
                    }
                }).build();
        List<Object> objects = List.of(new Object(), new Object(), new Object());
        objects.forEach(pool::put);
        awaitNoThread();
        assertEquals(0, pool.stats().retained());
        assertEquals(3, pool.stats().evicted());
        synchronized (evicted) {
            assertEquals(3, evicted.size());
            assertTrue(evicted.containsAll(objects));
        }
    }

    @Test
    void theThreadComesBackForALaterPut() throws InterruptedException {
        Pool<Object> pool = Pool.builder(Object::new).tide(Tide.every(OFTEN)).build();
        for (int i = 0; i < 20; i++) {
            pool.put(new Object());
            awaitNoThread();
            assertEquals(0, pool.stats().retained());
        }
    }

    @Test
    void aShortPeriodIsNotHeldUpByALongOne() throws InterruptedException {
        Pool<Object> slow = Pool.builder(Object::new).tide(Tide.every(Duration.ofDays(1))).build();
        slow.put(new Object());
        Pool<Object> fast = Pool.builder(Object::new).tide(Tide.every(OFTEN)).build();
        fast.put(new Object());
        while (fast.stats().retained() > 0) {
            Thread.onSpinWait();
        }
        assertEquals(1, slow.stats().retained());
        slow.close();
    }

    @Test
    void allTidesShareOneDaemonThreadWithoutAContextLoader() {
        List<Pool<Object>> pools = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Pool<Object> pool = Pool.builder(Object::new)
                    .tide(i == 0 ? Tide.gc() : Tide.every(Duration.ofDays(1))).build();
            pool.put(new Object());
            pools.add(pool);
        }
        List<Thread> keepers = keepers();
        assertEquals(1, keepers.size());
        assertTrue(keepers.getFirst().isDaemon());
        assertNull(keepers.getFirst().getContextClassLoader());
        pools.forEach(Pool::close);
    }

    @Test
    void theThreadEndsWhenTheLastPoolIsClosedOrClearedLongBeforeATickIsDue()
            throws InterruptedException {
        Tide tide = Tide.every(Duration.ofDays(1));
        Pool<Object> closed = Pool.builder(Object::new).tide(tide).build();
        Pool<Object> cleared = Pool.builder(Object::new).tide(tide).build();
        closed.put(new Object());
        cleared.put(new Object());
        assertTrue(TideKeeper.isRunning());
        closed.close();
        cleared.clear();
        awaitNoThread();
        cleared.put(new Object());
        assertTrue(TideKeeper.isRunning());
        cleared.close();
    }

    @Test
    void aHookThatThrowsStopsNeitherTheThreadNorTheOthers() throws InterruptedException {
        var second = new CountDownLatch(1);
        Tide tide = Tide.every(OFTEN);
        Pool<Object> bad = Pool.builder(Object::new).tide(tide).onEvict(object -> {
            throw new StackOverflowError("planted");
        }).build();
        Pool<Object> good = Pool.builder(Object::new).tide(tide)
                .onEvict(object -> second.countDown()).build();
        bad.put(new Object());
        good.put(new Object());
        second.await();
        awaitNoThread();
        assertEquals(1, bad.stats().evicted());
    }

    @Test
    void theGcTideCannotBeConfiguredOnceItRuns() {
        Pool<Object> pool = Pool.of(Object::new);
        pool.put(new Object());
        var error = assertThrows(IllegalStateException.class,
                () -> Tide.configure(TideSettings.defaults()));
        assertTrue(error.getMessage().contains("PT10S"), error.getMessage());
        pool.close();
    }

    /** Other tests' pools may keep the thread alive for their own tides; they are ticked away. */
    private static void awaitNoThread() throws InterruptedException {
        while (TideKeeper.isRunning()) {
            Tide.gc().tick();
            TimeUnit.MILLISECONDS.sleep(1);
        }
        for (Thread keeper : keepers()) {
            keeper.join();
        }
        assertFalse(TideKeeper.isRunning());
    }

    private static List<Thread> keepers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("tidepool-tide")).toList();
    }
}
