// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/**
 * A program that uses pools as a user does, on the tide that follows the collector. It prints a
 * line for each scenario that went well, and ends with 1 at the first that did not.
 */
final class CollectorScenarios {
    static final String WELL = "went well: ";

    private static final int CHURN_MILLIS = 1_500;
    private static volatile Object garbage;

    private CollectorScenarios() {
    }

    static Map<String, ThreadKind.Body> all() {
        return new TreeMap<>(Map.of(
                "a hot pool keeps hitting while the collector works", () -> hotPool(),
                "each object has one holder while the tide turns", () -> exactlyOnce(),
                "two ticks make everything collectable", () -> agesAway(),
                "virtual threads keep the bound", () -> virtualThreads(),
                "an abandoned pool is collected", () -> abandoned(),
                "a leak is reported", () -> leak(),
                "failures of hooks are logged", () -> failingHook(),
                "a checked pool forgets dead objects", () -> checkedPoolForgets()));
    }

    public static void main(String[] scenarios) {
        try {
            for (var scenario : all().entrySet()) {
                scenario.getValue().run();
                System.out.println(WELL + scenario.getKey());
            }
        } catch (Throwable t) {
            t.printStackTrace();
            System.exit(1);
        }
    }

    private static void require(boolean fact, Object what) {
        if (!fact) {
            throw new AssertionError(what);
        }
    }

    private static void hotPool() throws Throwable {
        Pool<Item> pool = Pool.of(Item::new);
        var until = Race.Until.millis(CHURN_MILLIS);
        Race.run(ThreadKind.PLATFORM, 3, i -> {
            while (until.running()) {
                if (i == 0) {
                    garbage = new byte[10_000];
                } else {
                    pool.put(pool.get());
                }
            }
        });
        PoolStats stats = pool.stats();
        require(stats.hitRate() >= 0.99, stats);
        pool.close();
    }

    private static void exactlyOnce() throws Throwable {
        for (Flavour flavour : Flavour.values()) {
            var recorder = new Recorder();
            Pool<Item> pool = flavour.builder(recorder).build();
            for (ThreadKind kind : ThreadKind.values()) {
                var until = Race.Until.millis(100);
                Race.run(kind, 4, i -> {
                    while (until.running()) {
                        Item one = recorder.get(pool);
                        Item two = recorder.get(pool);
                        garbage = new byte[1000];
                        recorder.put(pool, two);
                        recorder.put(pool, one);
                        if (i == 0) {
                            Tide.gc().tick();
                        }
                    }
                });
            }
            flavour.assertBalanced(pool, recorder);
            pool.close();
            flavour.assertBalanced(pool, recorder);
        }
    }

    private static void agesAway() {
        Pool<Item> pool = Pool.of(Item::new);
        var put = new ArrayList<WeakReference<Item>>();
        for (int i = 0; i < 200; i++) {
            var item = new Item();
            put.add(new WeakReference<>(item));
            pool.put(item);
        }
        twoTicks();
        require(pool.poll() == null, pool.stats());
        require(Gc.clears(put) == 0, "still reachable");
    }

    private static void virtualThreads() throws Throwable {
        var recorder = new Recorder();
        Pool<Item> pool = Flavour.HOOKED.builder(recorder).maxRetained(64).build();
        Race.run(ThreadKind.VIRTUAL, 5_000, i -> {
            Item item = recorder.get(pool);
            Thread.yield();
            recorder.put(pool, item);
        });
        require(pool.stats().retained() <= 64, pool.stats());
        twoTicks();
        require(pool.stats().retained() == 0, pool.stats());
        Flavour.HOOKED.assertBalanced(pool, recorder);
    }

    private static void abandoned() throws Throwable {
        try (var worker = new Worker(ThreadKind.PLATFORM)) {
            var pools = new ArrayList<WeakReference<Pool<Item>>>();
            worker.run(() -> pools.add(usedPool()));
            twoTicks();
            require(Gc.clears(pools) == 0, "still reachable");
        }
    }

    private static WeakReference<Pool<Item>> usedPool() {
        Pool<Item> pool = Pool.of(Item::new);
        for (int i = 0; i < 50; i++) {
            pool.put(new Item());
        }
        return new WeakReference<>(pool);
    }

    private static void leak() {
        var reports = new ArrayList<LeakReport>();
        Pool<Item> pool = Pool.builder(Item::new).name("leaky").checks(Checks.LEAKS)
                .onLeak(reports::add).build();
        leakHere(pool);
        require(Gc.until(() -> {
            pool.stats();
            return !reports.isEmpty();
        }), "no report");
        require(reports.toString().contains("leakHere"), reports);
    }

    private static void leakHere(Pool<Item> pool) {
        pool.get();
    }

    private static void failingHook() throws InterruptedException {
        var called = new CountDownLatch(1);
        Pool<Item> pool = Pool.builder(Item::new).name("failing").onEvict(item -> {
            called.countDown();
            throw new IllegalStateException("planned failure");
        }).build();
        pool.put(new Item());
        twoTicks();
        called.await();
    }

    private static void checkedPoolForgets() {
        Pool<List<byte[]>> pool = Pool.<List<byte[]>>builder(ArrayList::new).checks(Checks.MISUSE)
                .maxRetained(10).build();
        for (int i = 0; i < 20_000; i++) {
            var heavy = new ArrayList<byte[]>();
            heavy.add(new byte[20_000]);
            pool.put(heavy);
        }
        require(pool.stats().retained() == 10, pool.stats());
    }

    private static void twoTicks() {
        Tide.gc().tick();
        Tide.gc().tick();
    }
}
