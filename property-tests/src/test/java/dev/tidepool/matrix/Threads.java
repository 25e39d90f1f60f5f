// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;

/** Platform threads and virtual ones at once; the first failure of any is the caller's. */
public final class Threads {

    private Threads() {
    }

    /** What one of them does. */
    @FunctionalInterface
    public interface Body {

        /**
         * Runs.
         *
         * @param random its own
         * @param index which thread it is; the platform threads come first
         * @throws Exception if something does not hold
         */
        void run(SplittableRandom random, int index) throws Exception;
    }

    /** Runs them all to their ends. */
    public static void run(int platform, int virtual, SplittableRandom random, Body body)
            throws InterruptedException {
        var failure = new AtomicReference<Throwable>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < platform + virtual; i++) {
            int index = i;
            SplittableRandom own = random.split();
            Thread.Builder builder = i < platform ? Thread.ofPlatform().daemon()
                    : Thread.ofVirtual();
            threads.add(builder.name("matrix " + i).start(() -> {
                try {
                    body.run(own, index);
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }
}
