// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Faults that the properties and interleavings found, as plain examples. */
@Timeout(240)
class LateOperationsTest {

    private final Thread here = Thread.currentThread();

    @Test
    void aMagazineThatGaveUpAllItsPermitsIsNotLeftInTheDepot() {
        var sizing = Sizing.of(8, Sizing.UNSIZED, 2);
        assertEquals(1, sizing.magazine());
        var generation = new Generation<>(sizing, new Budget(8), new Budget(0), false);
        give(generation, 3); // slot, loaded, previous
        generation.becomeVictim();
        take(generation, 3); // each gives its permit back
        give(generation, 3); // puts that were under way
        take(generation, 3);
        assertNull(generation.take(here));
        generation.checkInvariants();
    }

    private void give(Generation<Object> generation, int objects) {
        for (int i = 0; i < objects; i++) {
            assertTrue(generation.give(here, new Object(), 0));
        }
    }

    private void take(Generation<Object> generation, int objects) {
        for (int i = 0; i < objects; i++) {
            assertNotNull(generation.take(here));
        }
    }

    @Test
    void whatABusyThreadHeldUpIsEvictedByTheNextTicks() throws InterruptedException {
        var evictions = new AtomicInteger();
        Tide tide = Tide.manual();
        var pool = (TieredPool<Object>) Pool.builder(Object::new).tide(tide)
                .onEvict(object -> evictions.incrementAndGet()).build();
        pool.put(new Object());
        Cache<Object> busy = ThreadTable.atHome(pool.primary(), here.threadId());
        assertTrue(busy.enter());
        Thread clearer = Thread.ofPlatform().start(pool::clear); // waits a second, then gives up
        while (clearer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        tide.tick(); // nothing is cached now
        clearer.join();
        busy.exit();
        tide.tick();
        tide.tick();
        assertEquals(1, evictions.get());
    }

    @Test
    void anErrorInTheFingerprintLosesNoObject() {
        var failing = new AtomicBoolean();
        var evictions = new AtomicInteger();
        Pool<Object> pool = Pool.builder(Object::new).tide(Tide.manual()).checks(Checks.MISUSE)
                .onEvict(object -> evictions.incrementAndGet()).fingerprint(object -> {
                    if (failing.get()) {
                        throw new AssertionError("planted");
                    }
                    return 0;
                }).build();
        pool.put(new Object());
        failing.set(true);
        assertThrows(Throwable.class, pool::get);
        PoolStats stats = pool.stats();
        assertEquals(stats.puts(),
                stats.hits() + stats.dropped() + stats.evicted() + stats.retained());
        assertEquals(stats.evicted(), evictions.get());
    }

    @Test
    void aHookOnTheTidesThreadIsNotInterruptedForAnotherTide() throws InterruptedException {
        var inside = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        var interrupted = new AtomicReference<InterruptedException>();
        Pool<Object> slow = Pool.builder(Object::new).tide(Tide.every(Duration.ofMillis(10)))
                .onEvict(object -> {
                    inside.countDown();
                    try {
                        assertTrue(release.await(20, TimeUnit.SECONDS));
                    } catch (InterruptedException e) {
                        interrupted.set(e);
                    }
                    done.countDown();
                }).build();
        slow.put(new Object());
        assertTrue(inside.await(20, TimeUnit.SECONDS));
        Pool<Object> other = Pool.builder(Object::new).tide(Tide.every(Duration.ofDays(1)))
                .build();
        other.put(new Object()); // wakes the thread before it returns
        release.countDown();
        assertTrue(done.await(20, TimeUnit.SECONDS));
        other.close();
        slow.close();
        assertNull(interrupted.get());
    }

    @Test
    void anEvictingPoolHoldsNoHiddenReference() {
        Pool<Object> pool = Pool.builder(Object::new).tide(Tide.manual())
                .onEvict(object -> { }).build();
        List<WeakReference<Object>> taken = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            pool.put(new Object());
        }
        for (int i = 0; i < 150; i++) {
            taken.add(new WeakReference<>(pool.poll()));
        }
        for (int i = 0; i < 20 && taken.stream().anyMatch(one -> !one.refersTo(null)); i++) {
            System.gc();
        }
        assertFalse(taken.stream().anyMatch(one -> !one.refersTo(null)), "hidden in the pool");
        assertEquals(50, pool.stats().retained());
    }
}
