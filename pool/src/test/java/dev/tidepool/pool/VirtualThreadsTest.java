// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A pool's size follows the processors, not the number of virtual threads that use it. */
@Timeout(120)
class VirtualThreadsTest {
    private static final int AT_ONCE = 20_000;

    private final Tide tide = Tide.manual();
    private final Recorder recorder = new Recorder();

    @ParameterizedTest
    @EnumSource
    void aMillionVirtualThreadsRetainNoMoreThanTheBound(Flavour flavour) throws Throwable {
        int threads = flavour == Flavour.PLAIN ? 1_000_000 : 100_000;
        Pool<Item> pool = flavour.builder(recorder).tide(tide).build();
        run(threads, pool);
        long retained = pool.stats().retained();
        System.out.println(flavour + " pool, " + threads + " virtual threads, " + AT_ONCE
                + " at once: factory calls " + recorder.made() + ", retained " + retained);
        int bound = Math.max(512, 256 * Runtime.getRuntime().availableProcessors());
        assertTrue(retained <= bound, "retained " + retained);
        flavour.assertBalanced(pool, recorder);
    }

    @ParameterizedTest
    @EnumSource
    void virtualThreadsLeaveNothingAfterTwoTicks(Flavour flavour) throws Throwable {
        Pool<Item> pool = flavour.builder(recorder).tide(tide).build();
        var dead = new ArrayList<WeakReference<Thread>>();
        for (int i = 0; i < 100; i++) {
            Thread thread = Thread.ofVirtual().start(() -> use(pool));
            thread.join();
            dead.add(new WeakReference<>(thread));
        }
        tide.tick();
        tide.tick();
        assertEquals(0, pool.stats().retained());
        assertEquals(0, Gc.clears(dead), "dead threads are still reachable");
    }

    @ParameterizedTest
    @EnumSource
    void oneVirtualThreadAfterAnotherFindsTheSameObjects(Flavour flavour) throws Throwable {
        Pool<Item> pool = flavour.builder(recorder).tide(tide).build();
        for (int i = 0; i < 2_000; i++) {
            ThreadKind.VIRTUAL.run(() -> use(pool));
        }
        assertTrue(recorder.made() <= 200, "made " + recorder.made());
    }

    private void run(int threads, Pool<Item> pool) throws InterruptedException {
        var room = new Semaphore(AT_ONCE);
        for (int i = 0; i < threads; i++) {
            room.acquire();
            Thread.ofVirtual().start(() -> {
                try {
                    use(pool);
                } finally {
                    room.release();
                }
            });
        }
        room.acquire(AT_ONCE);
    }

    private void use(Pool<Item> pool) {
        Item item = recorder.get(pool);
        Thread.yield();
        recorder.put(pool, item);
    }
}
