// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool keeps no thread alive, and no thread keeps a pool or its objects alive. */
@Timeout(60)
class PoolThreadsTest extends PoolContract {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100})
    void aDeadThreadIsCollectableAfterTwoTicks(int objects) throws Throwable {
        pool();
        WeakReference<Thread> dead = useAndDie(objects);
        ticks();
        assertTrue(Gc.clears(dead), "a dead thread is still reachable");
    }

    private WeakReference<Thread> useAndDie(int objects) throws InterruptedException {
        Thread thread = kind.start(() -> {
            Item first = get();
            putFresh(objects);
            put(first);
        });
        thread.join();
        return new WeakReference<>(thread);
    }

    @Test
    void aHeldObjectDoesNotKeepItsFormerThreadAlive() throws Throwable {
        pool();
        var held = new ArrayList<Item>();
        var outcome = new ThreadKind.Outcome();
        WeakReference<Thread> dead = passOn(held, outcome);
        outcome.rethrow();
        held.addAll(drain());
        ticks();
        assertTrue(Gc.clears(dead), "a dead thread is still reachable");
        Reference.reachabilityFence(held);
    }

    private WeakReference<Thread> passOn(List<Item> held, ThreadKind.Outcome outcome)
            throws InterruptedException {
        Thread thread = kind.start(() -> outcome.of(() -> {
            putFresh(100);
            held.add(get());
            held.add(get());
        }));
        thread.join();
        return new WeakReference<>(thread);
    }

    @Test
    void whatLiveThreadsCachedIsCollectableAfterTwoTicks() throws Throwable {
        pool();
        var put = new ArrayList<WeakReference<Item>>();
        try (var one = new Worker(kind); var two = new Worker(kind)) {
            for (Worker worker : List.of(one, two)) {
                worker.run(() -> {
                    for (int i = 0; i < 60; i++) {
                        put.add(putWeakly());
                    }
                });
            }
            ticks();
            assertEquals(0, Gc.clears(put));
            one.run(() -> put(get()));
        }
    }

    private WeakReference<Item> putWeakly() {
        var item = new Item();
        put(item);
        return new WeakReference<>(item);
    }

    @Test
    void anAbandonedPoolIsCollectableAfterTwoTicksWhileItsThreadsLive() throws Throwable {
        try (var worker = new Worker(kind)) {
            WeakReference<Pool<Item>> abandoned = abandon(worker, 50);
            ticks();
            assertTrue(Gc.clears(abandoned), "an abandoned pool is still reachable");
        }
    }

    @Test
    void anAbandonedPoolEvictsItsObjectsWithinTwoTicks() throws Throwable {
        try (var worker = new Worker(kind)) {
            abandon(worker, 50);
            for (int i = 0; i < 3; i++) {
                System.gc();
            }
            ticks();
            assertEquals(flavour.evicts() ? 51 : 0, recorder.evictions());
            recorder.assertNoFaults();
        }
    }

    @Test
    void aPoolWithNothingCachedIsCollectableWithoutATick() throws Throwable {
        try (var worker = new Worker(kind)) {
            var unused = new AtomicReference<WeakReference<Pool<Item>>>();
            worker.run(() -> unused.set(getOnly()));
            assertTrue(Gc.clears(unused.get()), "a pool nobody filled is still reachable");
        }
    }

    private WeakReference<Pool<Item>> getOnly() {
        Pool<Item> pool = flavour.builder(recorder).tide(tide).checks(Checks.OFF).build();
        recorder.get(pool);
        return new WeakReference<>(pool);
    }

    @Test
    void aPoolThatWatchesForLeaksIsCollectableOnceItsObjectsAre() throws Throwable {
        try (var worker = new Worker(kind)) {
            var leaky = new AtomicReference<WeakReference<Pool<Item>>>();
            worker.run(() -> leaky.set(leak()));
            assertTrue(Gc.until(() -> {
                tide.tick();
                return leaky.get().refersTo(null);
            }), "a pool whose objects are unreachable is still reachable");
        }
    }

    private WeakReference<Pool<Item>> leak() {
        Pool<Item> pool = flavour.builder(recorder).tide(tide).checks(Checks.LEAKS).build();
        recorder.get(pool);
        return new WeakReference<>(pool);
    }

    /** A pool that a living thread has put objects into, and that nobody holds any more. */
    private WeakReference<Pool<Item>> abandon(Worker worker, int objects) throws Throwable {
        Pool<Item> pool = flavour.builder(recorder).tide(tide).build();
        worker.run(() -> {
            for (int i = 0; i < objects; i++) {
                recorder.put(pool, new Item());
            }
        });
        recorder.put(pool, new Item());
        return new WeakReference<>(pool);
    }

    @Test
    void fiftyPoolsUnderOneTideAllAge() {
        var pools = new ArrayList<Pool<Item>>();
        for (int i = 0; i < 50; i++) {
            Pool<Item> pool = flavour.builder(new Recorder()).tide(tide).build();
            pool.put(new Item());
            pools.add(pool);
        }
        tide.tick();
        pools.forEach(pool -> assertEquals(1, pool.stats().retained()));
        tide.tick();
        pools.forEach(pool -> assertEquals(0, pool.stats().retained()));
    }

    @Test
    void anObjectPutByADeadThreadIsAccountedFor() throws Throwable {
        pool();
        for (int i = 0; i < 20; i++) {
            kind.run(() -> putFresh(40));
        }
        drain();
        ticks();
        assertEquals(0, retained());
    }

    private void ticks() {
        tide.tick();
        tide.tick();
    }
}
