// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.replace;

import dev.tidepool.pool.Pool;
import dev.tidepool.pool.Tide;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * What one side of a change makes and keeps. No clock takes part.
 *
 * @param made by {@value #TASKS} virtual threads, each of which uses one encoder once
 * @param kept after a burst, while its threads live
 * @param left of these after two ticks
 */
record Counts(int made, int kept, int left) {

    static final int TASKS = 1000;
    /** Encoders out at once in a burst, of one thread. */
    static final int BURST = 1000;
    /** Threads of a burst where each has one encoder. */
    static final int BURST_THREADS = 100;

    /** Loads what virtual threads need of a pool: who loads a class lets others run meanwhile. */
    static void warmUp() throws InterruptedException {
        Pool<Encoder> pool = Pool.builder(Encoder::new).reset(Encoder::reset).build();
        virtualThreads(new Side(pool::get, pool::put, count -> 0));
    }

    static Counts of(Subject subject, Side side) throws Exception {
        Census.begin();
        virtualThreads(side);
        int made = Census.made();
        twoTicks();
        Counts counts = burst(subject, side, made);
        Census.end();
        return counts;
    }

    /** The first is alone: while it sets a pool up, others would not wait but make their own. */
    private static void virtualThreads(Side side) throws InterruptedException {
        Thread.startVirtualThread(() -> takeAndGive(side, 1, null)).join();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 1; i < TASKS; i++) {
                executor.execute(() -> takeAndGive(side, 1, null));
            }
        }
    }

    private static Counts burst(Subject subject, Side side, int made) throws Exception {
        int threads = subject.onePerThread() ? BURST_THREADS : 1;
        int each = subject.onePerThread() ? 1 : BURST;
        CyclicBarrier allOut = new CyclicBarrier(threads);
        CountDownLatch allBack = new CountDownLatch(threads);
        CountDownLatch leave = new CountDownLatch(1);
        Crew crew = Crew.start(subject.threads(), threads, () -> {
            try {
                takeAndGive(side, each, allOut);
            } finally {
                allBack.countDown();
            }
            leave.await();
            return 0L;
        });
        try {
            allBack.await();
            int kept = Census.living();
            twoTicks();
            return new Counts(made, kept, Census.living());
        } finally {
            leave.countDown();
            crew.sum();
        }
    }

    private static void takeAndGive(Side side, int count, @Nullable CyclicBarrier allOut) {
        Encoder[] out = new Encoder[count];
        for (int i = 0; i < count; i++) {
            out[i] = side.take().get();
            out[i].encode(i);
        }
        await(allOut);
        for (Encoder encoder : out) {
            side.give().accept(encoder);
        }
    }

    private static void await(@Nullable CyclicBarrier barrier) {
        try {
            if (barrier != null) {
                barrier.await();
            }
        } catch (Exception e) {
            throw new IllegalStateException("the burst broke", e);
        }
    }

    /** By hand, instead of two collections with ten seconds between them. */
    private static void twoTicks() {
        Tide.gc().tick();
        Tide.gc().tick();
    }
}
