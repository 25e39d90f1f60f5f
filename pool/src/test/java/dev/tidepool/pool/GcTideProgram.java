// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A program on {@link Tide#gc} in a JVM of its own, as it can be configured once for a process.
 * Ends with status 0 and "ok" if collections alone age a pool, and a pool in use survives many of
 * them.
 */
final class GcTideProgram {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private GcTideProgram() {
    }

    /** Runs the scenario named by the argument: often, storm or idle. */
    public static void main(String[] args) throws InterruptedException {
        switch (args[0]) {
            case "often" -> collectionsAlone();
            case "storm" -> storm();
            case "idle" -> idle();
            default -> throw new IllegalArgumentException(args[0]);
        }
        System.out.println("ok");
    }

    private static void configure(Duration min, Duration max) {
        Tide.configure(TideSettings.defaults().withIntervals(min, max));
    }

    /** Time alone would take a day; each collection may tick. */
    private static void collectionsAlone() throws InterruptedException {
        configure(Duration.ofMillis(1), Duration.ofDays(1));
        Pool<byte[]> pool = Pool.of(() -> new byte[100]);
        pool.put(pool.get());
        long start = System.nanoTime();
        while (pool.stats().retained() > 0 || TideKeeper.isRunning()) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(2);
            check(System.nanoTime() - start < PATIENCE_NANOS, "not given back: " + pool.stats());
        }
        check(Tide.gc().ticks() >= 2, "ticks " + Tide.gc().ticks());
        System.out.println(LastCollection.get());
    }

    /** A hundred collections must not flush a pool in use: with the default numbers, no tick. */
    private static void storm() {
        Pool<byte[]> pool = Pool.of(() -> new byte[100]);
        for (int i = 0; i < 100; i++) {
            for (int j = 0; j < 100; j++) {
                pool.put(pool.get());
            }
            System.gc();
        }
        PoolStats stats = pool.stats();
        check(stats.hitRate() >= 0.99, stats.toString());
    }

    /** No collection, no call: time alone gives everything back. */
    private static void idle() throws InterruptedException {
        configure(Duration.ofMillis(1), Duration.ofMillis(20));
        Pool<byte[]> pool = Pool.of(() -> new byte[100]);
        for (int i = 0; i < 50; i++) {
            pool.put(new byte[100]);
        }
        long start = System.nanoTime();
        while (pool.stats().retained() > 0 || TideKeeper.isRunning()) {
            TimeUnit.MILLISECONDS.sleep(2);
            check(System.nanoTime() - start < PATIENCE_NANOS, "not given back: " + pool.stats());
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
