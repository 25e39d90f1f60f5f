// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool never retains more than it may, and one thread alone can fill it. */
@Timeout(60)
class PoolBoundsTest extends PoolContract {
    private static final int DEFAULT_MAX_RETAINED =
            Math.max(512, 256 * Runtime.getRuntime().availableProcessors());

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 17, 100, 1000})
    void oneThreadAloneFillsThePool(int maxRetained) {
        pool(maxRetained);
        assertFull(maxRetained, putFresh(3 * maxRetained + 2));
        assertEquals(retained(), drain().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 17, 100, 1000})
    void aDrainedPoolCanBeFilledAgain(int maxRetained) {
        pool(maxRetained);
        for (int i = 0; i < 5; i++) {
            putFresh(maxRetained);
            drain();
        }
        assertFull(maxRetained, putFresh(maxRetained));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 17, 100, 1000})
    void anAgedPoolCanBeFilledAgain(int maxRetained) {
        pool(maxRetained);
        for (int i = 0; i < 50; i++) {
            putFresh(i % (maxRetained + 1));
            tide.tick();
            poll();
            putFresh(1);
        }
        tide.tick();
        tide.tick();
        assertFull(maxRetained, putFresh(maxRetained));
    }

    @Test
    void theDefaultBoundIsReachedAndKept() {
        assertFull(DEFAULT_MAX_RETAINED, putFresh(3 * DEFAULT_MAX_RETAINED));
    }

    @Test
    void bothGenerationsCountTowardsOneBound() {
        pool(100);
        putFresh(100);
        tide.tick();
        assertTrue(putFresh(100) <= 100);
        tide.tick();
        assertTrue(putFresh(100) <= 100);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 17, 100, 1000})
    void aWorkingSetAsLargeAsTheBoundCrossesEveryTick(int maxRetained) {
        pool(maxRetained);
        putFresh(maxRetained);
        for (int i = 0; i < 5; i++) {
            tide.tick();
            List<Item> used = drain();
            used.forEach(this::put);
        }
        assertFull(maxRetained, retained());
    }

    @Test
    void aPoolThatMayRetainNothingStillServes() {
        pool(0);
        for (int i = 0; i < 10; i++) {
            put(get());
        }
        assertEquals(0, retained());
        assertEquals(10, recorder.made());
        assertEquals(10, pool().stats().dropped());
    }

    @RepeatedTest(5)
    void takingAndReturningThriceTheBoundRetainsTheBound() {
        long seed = System.nanoTime();
        int maxRetained = new Random(seed).nextInt(300);
        pool(maxRetained);
        var held = new ArrayList<Item>();
        for (int i = 0; i < 3 * maxRetained; i++) {
            held.add(get());
        }
        held.forEach(this::put);
        assertFull(maxRetained, retained());
    }

    @Test
    void manyThreadsTogetherKeepTheBound() throws Throwable {
        var pool = pool(50);
        int threads = 16;
        Race.run(kind, threads, i -> mix(pool, new Random(i), Race.Until.millis(150)));
        assertTrue(retained() <= 50, "retained " + retained());
        Race.run(kind, threads, i -> {
            for (int j = 0; j < 200; j++) {
                recorder.put(pool, new Item());
            }
        });
        assertTrue(retained() <= 50, "retained " + retained());
    }

    @Test
    void theBoundIsNeverExceededByMoreThanTheThreadsInsidePut() throws Throwable {
        disturbedMix();
    }

    @Test
    void useWhileTheTideTurnsLeaksNoRoom() throws Throwable {
        disturbedMix();
        tide.tick();
        tide.tick();
        assertFull(50, putFresh(50));
    }

    private void disturbedMix() throws Throwable {
        var pool = pool(50);
        int threads = 8;
        var until = Race.Until.millis(250);
        Race.run(kind, threads + 1, i -> {
            if (i < threads) {
                mix(pool, new Random(i), until);
                return;
            }
            while (until.running()) {
                long retained = pool.stats().retained();
                assertTrue(retained <= 50 + threads, "retained " + retained);
                tide.tick();
                Race.breathe();
            }
        });
    }

    private void mix(Pool<Item> pool, Random random, Race.Until until) {
        var held = new ArrayList<Item>();
        while (until.running()) {
            if (held.size() < 20 && random.nextBoolean()) {
                held.add(recorder.get(pool));
            } else if (!held.isEmpty()) {
                recorder.put(pool, held.removeLast());
            }
        }
        held.forEach(item -> recorder.put(pool, item));
    }

    @Test
    void hundredsOfThousandsOfObjectsGoInAndOut() {
        int objects = flavour == Flavour.CHECKED ? 1 << 14 : 1 << 18;
        pool(objects);
        long retained = putFresh(objects);
        assertFull(objects, retained);
        assertEquals(retained, drain().size());
    }

    @Test
    void objectsPutByOneThreadServeAnother() throws Throwable {
        var pool = pool();
        var queue = new ArrayBlockingQueue<Item>(128);
        int objects = 50_000;
        Race.run(kind, 2, i -> {
            for (int n = 0; n < objects; n++) {
                if (i == 0) {
                    queue.put(recorder.get(pool));
                } else {
                    recorder.put(pool, queue.take());
                }
            }
        });
        assertTrue(recorder.made() <= objects / 50, "made " + recorder.made());
    }

    private void assertFull(int maxRetained, long retained) {
        assertTrue(retained <= maxRetained, retained + " retained of " + maxRetained);
        assertTrue(retained >= Math.min(1, maxRetained), "nothing retained");
        assertEquals(exact() ? maxRetained : retained, retained);
    }
}
