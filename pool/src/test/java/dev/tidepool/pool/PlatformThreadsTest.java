// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many platform threads, short-lived or long-lived, near or far in number. */
@Timeout(120)
class PlatformThreadsTest {
    private static final int BATCH = 100;

    private final Tide tide = Tide.manual();
    private final Recorder recorder = new Recorder();

    @ParameterizedTest
    @EnumSource
    void twentyThousandShortLivedThreadsLeaveNothing(Flavour flavour) throws Throwable {
        int threads = flavour == Flavour.PLAIN || flavour == Flavour.HOOKED ? 20_000 : 4_000;
        Pool<Item> pool = flavour.builder(recorder).tide(tide).maxRetained(1000).build();
        var dead = new ArrayList<WeakReference<Thread>>();
        for (int i = 0; i < threads / BATCH; i++) {
            dead.add(new WeakReference<>(batch(pool)));
            long retained = pool.stats().retained();
            assertTrue(retained <= 1000, "retained " + retained);
        }
        tide.tick();
        tide.tick();
        assertEquals(0, pool.stats().retained());
        assertEquals(0, Gc.clears(dead), "dead threads are still reachable");
        flavour.assertBalanced(pool, recorder);
    }

    /** Runs a hundred threads to their end, and returns one of them. */
    private Thread batch(Pool<Item> pool) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < BATCH; i++) {
            threads.add(ThreadKind.PLATFORM.start(
                    () -> recorder.put(pool, recorder.get(pool))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return threads.getLast();
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 1024})
    void threadsWhoseNumbersCollideKeepTheirOwnObjects(int stride) throws Throwable {
        for (Flavour flavour : Flavour.values()) {
            var ownRecorder = new Recorder();
            Pool<Item> pool = flavour.builder(ownRecorder).tide(tide).build();
            List<Worker> crew = crew(8, stride);
            takeTurns(crew, 50, () -> ownRecorder.put(pool, ownRecorder.get(pool)));
            assertTrue(ownRecorder.made() <= 8, flavour + " made " + ownRecorder.made());
            crew.forEach(Worker::close);
            flavour.assertBalanced(pool, ownRecorder);
        }
    }

    @ParameterizedTest
    @EnumSource
    void sixtyFourThreadsAllHitThePool(Flavour flavour) throws Throwable {
        Pool<Item> pool = flavour.builder(recorder).tide(tide).build();
        List<Worker> crew = crew(64, 1);
        takeTurns(crew, 20, () -> recorder.put(pool, recorder.get(pool)));
        assertTrue(recorder.made() <= 128, "made " + recorder.made());
        crew.forEach(Worker::close);
        flavour.assertBalanced(pool, recorder);
    }

    /** Live threads whose numbers are that far apart. */
    private static List<Worker> crew(int size, int stride) throws Throwable {
        var crew = new ArrayList<Worker>();
        for (int i = 0; i < size; i++) {
            for (int skipped = 1; skipped < stride; skipped++) {
                Thread.ofVirtual().unstarted(() -> { });
            }
            var worker = new Worker(ThreadKind.PLATFORM);
            worker.run(() -> { });
            crew.add(worker);
        }
        return crew;
    }

    private static void takeTurns(List<Worker> crew, int rounds, ThreadKind.Body body)
            throws Throwable {
        for (int round = 0; round < rounds; round++) {
            for (Worker worker : crew) {
                worker.run(body);
            }
        }
    }
}
