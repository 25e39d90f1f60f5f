// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens at once, each buffer has one holder, and each is let go of once. */
@Timeout(120)
@ParameterizedClass(name = "checks {1} on {0} threads")
@MethodSource("dev.tidepool.pool.BufferPoolOnceTest#threads")
class BufferPoolOnceTest extends ThreadedTest {
    private static final int OPERATIONS = 3_000;
    private static final int DISTURBANCES_UNTIL_CLOSE = 20;

    @Parameter(1)
    Checks checks;

    private final Tide tide = Tide.manual();
    private final Queue<Item> allocated = new ConcurrentLinkedQueue<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger users = new AtomicInteger();
    private BufferPool<Item> pool;

    static Stream<Arguments> threads() {
        return onEveryThread(Checks.OFF, Checks.MISUSE);
    }

    private Item allocate(int capacity) {
        var item = new Item(capacity);
        allocated.add(item);
        return item;
    }

    private void evict(Item item) {
        if (!item.toEvicted()) {
            faults.add("evicted: " + item);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasAllocatedIsEvictedOnceOrHeld(boolean closing) throws Throwable {
        pool = BufferPool.builder(this::allocate, (Item item) -> (int) item.bytes)
                .maxRetainedBytes(20_000).tide(tide).checks(checks).onEvict(this::evict).build();
        int threads = kind == ThreadKind.PLATFORM ? 4 : 60;
        users.set(threads);
        long seed = System.nanoTime();
        var held = new ConcurrentLinkedQueue<Item>();
        Race.run(kind, threads + 1, i -> {
            var random = new Random(seed + i);
            if (i < threads) {
                held.addAll(use(random));
                users.decrementAndGet();
            } else {
                disturb(random, closing);
            }
        });
        BufferStats.assertBalanced(pool);
        ((ClassedBufferPool<Item>) pool).checkInvariants();
        pool.close();
        assertEquals(List.of(), faults.stream().limit(10).toList());
        held.forEach(item -> assertFalse(item.isEvicted(), "held and evicted"));
        long evicted = allocated.stream().filter(Item::isEvicted).count();
        assertEquals(allocated.size(), evicted + held.size(), "allocated = evicted + held");
        BufferStats.assertBalanced(pool);
        assertEquals(evicted, BufferStats.dropped(pool)
                + BufferStats.sum(pool, PoolStats::evicted));
        assertTrue(closing || BufferStats.hits(pool) > 100, () -> "seed " + seed);
    }

    /** Returns what is held at the end. */
    private List<Item> use(Random random) {
        List<Item> held = new ArrayList<>();
        for (int n = 0; n < OPERATIONS; n++) {
            if (held.size() < 6 && (held.isEmpty() || random.nextBoolean())) {
                Item item = pool.get(1 + random.nextInt(random.nextInt(4) == 0 ? 25_000 : 40));
                if (!item.toHeld()) {
                    faults.add("handed out: " + item);
                }
                held.add(item);
            } else {
                Item item = held.remove(random.nextInt(held.size()));
                if (!item.toIdle()) {
                    faults.add("put: " + item);
                }
                pool.put(item);
            }
            if (n % 32 == 0) {
                Race.breathe();
            }
        }
        return held;
    }

    private void disturb(Random random, boolean closing) {
        for (int n = 0; users.get() > 0 && !(closing && n > DISTURBANCES_UNTIL_CLOSE); n++) {
            if (random.nextInt(8) == 0) {
                pool.clear();
            } else {
                tide.tick();
            }
            for (int pauses = random.nextInt(8); pauses > 0; pauses--) {
                Race.breathe();
            }
        }
        if (closing) {
            pool.close();
        }
    }
}
