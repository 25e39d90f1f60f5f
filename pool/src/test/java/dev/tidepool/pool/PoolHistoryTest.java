// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories against a model: the set of cached objects, each with the number of ticks since
 * its put. A pool may drop what it does not want to cache; all else it must account for exactly.
 */
@Timeout(60)
class PoolHistoryTest extends PoolContract {
    private static final int STEPS = 3_000;

    private final Map<Item, Integer> cached = new IdentityHashMap<>();
    private final List<Item> held = new ArrayList<>();
    private long gets;
    private long hits;
    private long puts;
    private long dropped;
    private long evicted;
    private Random random;

    /** Three seeds for ever, and one of today. */
    static LongStream seeds() {
        return LongStream.of(1, 2, 3, System.nanoTime());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aRandomHistoryAgreesWithTheModel(long seed) {
        random = new Random(seed);
        pool(random.nextInt(3) == 0 ? random.nextInt(20) : 20 + random.nextInt(300));
        for (int i = 0; i < STEPS; i++) {
            step();
            int number = i;
            assertAgrees(() -> "seed " + seed + ", step " + number);
        }
    }

    private void step() {
        switch (random.nextInt(40)) {
            case 0 -> tick();
            case 1 -> forget(random.nextInt(8) == 0);
            case 2, 3, 4 -> burst(() -> putBack(new Item()));
            case 5, 6, 7 -> burst(this::getOne);
            case 8, 9, 10 -> burst(this::putOne);
            case 11, 12, 13 -> leaseAndReturn();
            case 14, 15, 16, 17 -> polled();
            case 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28 -> getOne();
            default -> putOne();
        }
    }

    private void burst(Runnable step) {
        for (int n = random.nextInt(40); n > 0; n--) {
            step.run();
        }
    }

    private void tick() {
        tide.tick();
        cached.replaceAll((item, age) -> age + 1);
        long before = cached.size();
        cached.values().removeIf(age -> age == 2);
        evicted += before - cached.size();
    }

    private void forget(boolean really) {
        if (really) {
            pool().clear();
            evicted += cached.size();
            cached.clear();
        }
    }

    private void getOne() {
        long made = recorder.made();
        Item item = get();
        took(item, recorder.made() > made);
        held.add(item);
    }

    private void polled() {
        long before = cached.size();
        Item item = poll();
        if (exact()) {
            assertEquals(before == 0, item == null, "a lone thread finds what it has cached");
        }
        took(item, item == null);
        if (item != null) {
            held.add(item);
        }
    }

    private void took(Item item, boolean miss) {
        gets++;
        if (!miss) {
            hits++;
            assertNotNull(cached.remove(item), "handed out, but not cached");
        } else if (item != null) {
            assertFalse(cached.containsKey(item), "made, but cached");
        }
    }

    private void putOne() {
        if (!held.isEmpty()) {
            putBack(held.remove(random.nextInt(held.size())));
        }
    }

    private void putBack(Item item) {
        puts++;
        put(item);
        account(item);
    }

    private void leaseAndReturn() {
        long made = recorder.made();
        Item item;
        try (Lease<Item> lease = pool().lease()) {
            item = lease.get();
            took(item, recorder.made() > made);
        }
        puts++;
        account(item);
    }

    private void account(Item item) {
        if (pool().stats().dropped() > dropped) {
            dropped++;
        } else {
            cached.put(item, 0);
        }
    }

    private void assertAgrees(Supplier<String> when) {
        PoolStats model = new PoolStats(pool().name(), gets, hits, gets - hits, puts, dropped,
                evicted, cached.size(), flavour.sizes() ? cached.size() : 0, tide.ticks());
        assertEquals(model, pool().stats(), when);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theCountersAddUpAfterAConcurrentHistory(long seed) throws Throwable {
        var pool = pool(20 + new Random(seed).nextInt(300));
        var got = new LongAdder();
        var put = new LongAdder();
        int threads = 4;
        Race.run(kind, threads, i -> {
            var own = new Random(seed * threads + i);
            for (int n = 0; n < 4_000; n++) {
                concurrentStep(pool, own, got, put);
            }
        });
        PoolStats stats = pool.stats();
        assertEquals(got.sum(), stats.gets(), () -> "gets, seed " + seed + ": " + stats);
        assertEquals(put.sum(), stats.puts(), () -> "puts, seed " + seed + ": " + stats);
        assertTrue(stats.retained() >= 0 && stats.evicted() >= 0 && stats.dropped() >= 0,
                () -> "seed " + seed + ": " + stats);
        flavour.assertBalanced(pool, recorder);
    }

    private void concurrentStep(Pool<Item> pool, Random own, LongAdder got, LongAdder put) {
        switch (own.nextInt(200)) {
            case 0 -> tide.tick();
            case 1 -> pool.clear();
            default -> {
                Item item = own.nextBoolean() ? recorder.get(pool) : recorder.poll(pool);
                got.increment();
                if (item == null || own.nextInt(10) == 0) {
                    recorder.put(pool, new Item());
                    put.increment();
                }
                if (item != null && own.nextInt(10) != 0) {
                    recorder.put(pool, item);
                    put.increment();
                }
            }
        }
    }
}
