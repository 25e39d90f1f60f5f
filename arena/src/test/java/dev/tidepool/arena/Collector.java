// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assertions;

/** The garbage collector, made to work. */
final class Collector {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    private Collector() {}

    /** Collects until it holds. What the collector finds reaches the pool on another thread. */
    static void until(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + PATIENCE;
        while (!holds.getAsBoolean()) {
            Assertions.assertTrue(System.nanoTime() - deadline < 0, what);
            System.gc();
            pause();
        }
    }

    /** Collects a few times, so that what can be found is found. */
    static void thoroughly() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(3);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
