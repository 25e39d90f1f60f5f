// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens at once, each object has one holder, and each is let go of once. */
@Timeout(60)
class PoolStressTest extends PoolContract {
    private static final int THREADS = 8;
    private static final int RACE_MILLIS = 300;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anObjectIsNeverHandedOutTwice(boolean tideTurns) throws Throwable {
        var pool = pool();
        var until = Race.Until.millis(500);
        long seed = System.nanoTime();
        Race.run(kind, THREADS + 1, i -> {
            var random = new Random(seed + i);
            if (i < THREADS) {
                use(pool, random, until);
            } else if (tideTurns) {
                disturb(pool, random, until);
            }
        });
        recorder.assertNoFaults();
        assertTrue(pool.stats().hits() > 1000, () -> "seed " + seed + ": " + pool.stats());
        pool.close();
        assertEquals(0, pool.stats().retained());
    }

    @Test
    void threadsOfBothKindsShareNoObject() throws Throwable {
        var pool = pool();
        var until = Race.Until.millis(500);
        long seed = System.nanoTime();
        Race.run(i -> ThreadKind.values()[i % 2], 40, i -> {
            var random = new Random(seed + i);
            if (i > 0) {
                use(pool, random, until);
            } else {
                disturb(pool, random, until);
            }
        });
        recorder.assertNoFaults();
    }

    @Test
    void threadsThatComeAndGoShareNoObject() throws Throwable {
        var pool = pool();
        var until = Race.Until.millis(500);
        long seed = System.nanoTime();
        Race.run(kind, 4, i -> {
            var random = new Random(seed + i);
            while (until.running()) {
                ThreadKind.PLATFORM.run(() -> use(pool, random, Race.Until.millis(1)));
                if (i == 0) {
                    tide.tick();
                }
            }
        });
        recorder.assertNoFaults();
    }

    private void use(Pool<Item> pool, Random random, Race.Until until) {
        var held = new Item[6];
        int count = 0;
        for (int n = 0; until.running(); n++) {
            boolean take = count == 0 || count < held.length && random.nextBoolean();
            if (take) {
                Item item = random.nextInt(4) == 0 ? recorder.poll(pool) : recorder.get(pool);
                if (item != null) {
                    held[count++] = item;
                }
            } else {
                recorder.put(pool, held[--count]);
            }
            if (n % 64 == 0) {
                Race.breathe();
            }
        }
        while (count > 0) {
            recorder.put(pool, held[--count]);
        }
    }

    private void disturb(Pool<Item> pool, Random random, Race.Until until) {
        while (until.running()) {
            if (random.nextInt(8) == 0) {
                pool.clear();
            } else {
                tide.tick();
            }
            for (int pauses = random.nextInt(4); pauses > 0; pauses--) {
                Race.breathe();
            }
        }
    }

    @Test
    void thousandsOfThreadsThatParkHoldingAnObjectShareNone() throws Throwable {
        var pool = pool();
        int threads = kind == ThreadKind.VIRTUAL ? 2_000 : 100;
        Race.run(kind, threads, i -> {
            for (int n = 0; n < 20; n++) {
                Item item = recorder.get(pool);
                Race.breathe();
                recorder.put(pool, item);
                if (i == 0) {
                    tide.tick();
                }
            }
        });
        recorder.assertNoFaults();
    }

    @Test
    void whatOneProducerPutsNineConsumersGetAtMostOnce() throws Throwable {
        var pool = pool();
        var until = Race.Until.millis(400);
        var got = new LongAdder();
        Race.run(kind, 10, i -> {
            while (until.running()) {
                if (i == 0) {
                    recorder.put(pool, new Item());
                    Thread.yield(); // a virtual thread that never does starves those behind it
                } else if (recorder.poll(pool) != null) {
                    got.increment();
                } else {
                    Race.breathe();
                }
            }
        });
        recorder.assertNoFaults();
        assertEquals(got.sum(), pool.stats().hits());
        assertTrue(got.sum() > 0, "nothing was passed on");
    }

    @Test
    void aFirstPutThatRacesATickStillAges() throws Throwable {
        raceFirstPutsWithATick(fleet -> { });
    }

    @Test
    void aPutThatRacesTheLastTickOfAnEarlierOneStillAges() throws Throwable {
        raceFirstPutsWithATick(fleet -> {
            fleet.forEach(pool -> recorder.put(pool, new Item()));
            tide.tick();
        });
    }

    /** Many pools under one tide, so that puts meet the tick at many points. */
    private void raceFirstPutsWithATick(Consumer<List<Pool<Item>>> before) throws Throwable {
        List<Pool<Item>> fleet = Stream.generate(
                () -> flavour.builder(recorder).tide(tide).build()).limit(20).toList();
        var random = new Random();
        Race.laps(kind, RACE_MILLIS, 2, (race, i) -> {
            if (i == 0) {
                before.accept(fleet);
            }
            race.line();
            if (i == 0) {
                spin(random.nextInt(200));
                fleet.forEach(pool -> recorder.put(pool, new Item()));
            } else {
                tide.tick();
            }
            race.line();
            if (i == 0) {
                tide.tick();
                tide.tick();
                fleet.forEach(pool -> assertEquals(0, pool.stats().retained(),
                        "forgotten by the tide"));
            }
        });
    }

    private static void spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aCloseThatRacesATickAndAPutLeavesAClosedPool() throws Throwable {
        for (int round = 0; round < 100; round++) {
            var ownRecorder = new Recorder();
            var pool = flavour.builder(ownRecorder).tide(tide).build();
            ownRecorder.put(pool, new Item());
            Race.run(kind, 3, i -> {
                switch (i) {
                    case 0 -> pool.close();
                    case 1 -> tide.tick();
                    default -> ownRecorder.put(pool, new Item());
                }
            });
            ownRecorder.put(pool, new Item());
            assertEquals(0, pool.stats().retained(), "a closed pool caches");
            assertNull(pool.poll());
            flavour.assertBalanced(pool, ownRecorder);
        }
    }

    @Test
    void aClearThatRacesATickAndAPutLosesNoAccount() throws Throwable {
        var pool = pool();
        Race.laps(kind, RACE_MILLIS, 3, (race, i) -> {
            switch (i) {
                case 0 -> pool.clear();
                case 1 -> tide.tick();
                default -> {
                    recorder.put(pool, new Item());
                    recorder.put(pool, new Item());
                    recorder.poll(pool);
                }
            }
            race.line();
            if (i == 0) {
                flavour.assertBalanced(pool, recorder);
            }
        });
    }

    @Test
    void ticksFromManyThreadsAreAllCounted() throws Throwable {
        var pool = pool();
        Race.run(kind, 4, i -> {
            for (int n = 0; n < 250; n++) {
                recorder.put(pool, recorder.get(pool));
                tide.tick();
            }
        });
        assertEquals(1_000, tide.ticks());
        assertEquals(1_000, pool.stats().ticks());
    }
}
