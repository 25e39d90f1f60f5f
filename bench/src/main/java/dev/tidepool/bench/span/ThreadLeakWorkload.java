// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.stream.IntStream;

/**
 * W10: does memory stay the same when thousands of threads each allocate one block, swap it for
 * another's, free that one and die? Platform threads come ten at a time, virtual ones also all at
 * once, each with its block while it waits for the others.
 */
final class ThreadLeakWorkload implements Workload {

    private static final int SHARED = 1000;
    private static final int SIZE = 128;
    private static final int AT_ONCE = 10;
    private static final long SLACK = 5 << 20; // What as many caches of living threads may keep.

    @Override
    public String id() {
        return "W10";
    }

    @Override
    public String title() {
        return "thousands of threads, a block each";
    }

    @Override
    public String parameters() {
        return "100 waves of 10 threads; 10 000 virtual threads at once, 10 times, or 10 "
                + "at a time; 128 B each, 1000 shared places";
    }

    @Override
    public List<String> variants() {
        return List.of("platform", "virtual", "virtual-waves");
    }

    @Override
    public void run(Trial trial) throws InterruptedException {
        Store shared = trial.subject().store(SHARED);
        boolean atOnce = trial.variant().equals("virtual");
        int threads = atOnce ? trial.pick(200, 10_000, 10_000) : AT_ONCE;
        int waves =
                switch (trial.variant()) {
                    case "virtual" -> trial.pick(2, 3, 10);
                    case "virtual-waves" -> trial.pick(10, 1000, 1000);
                    default -> trial.pick(5, 100, 100);
                };
        List<Tally> tallies = trial.meter().tallies(threads);
        List<Rng> numbers = IntStream.range(0, threads).mapToObj(trial::rng).toList();
        ThreadFactory factory =
                trial.variant().equals("platform")
                        ? Thread.ofPlatform().factory()
                        : Thread.ofVirtual().factory();
        Growth growth = new Growth(trial);
        int warm = Math.max(1, waves / 5);
        trial.begin();
        for (int wave = 0; wave < waves && !trial.hasFailed(); wave++) {
            if (wave == warm) {
                growth = new Growth(trial);
            }
            CountDownLatch all = new CountDownLatch(atOnce ? threads : 0);
            List<Trial.Task> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Life life = new Life(trial.subject(), shared, tallies.get(i), numbers.get(i));
                tasks.add(() -> life.live(all));
            }
            trial.together(tasks, factory);
        }
        growth.check(warm * threads, waves * threads);
        for (int i = 0; i < SHARED; i++) {
            if (!shared.isEmpty(i)) {
                free(trial.subject(), shared, i, tallies.getFirst());
            }
        }
    }

    /** Memory from a moment on. */
    private record Growth(Trial trial, long resident, long process) {

        Growth(Trial trial) {
            this(trial, trial.subject().footprint().resident(), trial.meter().processGrowth());
        }

        void check(int early, int threads) {
            Growth late = new Growth(trial);
            trial.note(
                    "resident after %d threads %d KiB, after %d threads %d KiB;"
                            + " the process grew by %d KiB between",
                    early,
                    resident >> 10,
                    threads,
                    late.resident >> 10,
                    (late.process - process) >> 10);
            trial.check(late.resident <= resident + SLACK, "memory grew with the threads");
        }
    }

    /** What one thread does. */
    private record Life(Subject subject, Store shared, Tally tally, Rng rng) {

        /** Allocates, waits until all others have too, swaps, frees. */
        void live(CountDownLatch all) throws InterruptedException {
            Store mine = subject.store(1);
            try {
                long address = tally.allocateZeroed(subject, mine, 0, SIZE);
                if (!Memory.isFilled(address, SIZE, (byte) 0)) {
                    throw new AssertionError("a fresh block is not zero");
                }
                Memory.fill(address, SIZE, (byte) 1);
            } finally {
                all.countDown();
            }
            all.await();
            mine.exchange(0, shared, rng.below(SHARED));
            if (!mine.isEmpty(0)) {
                free(subject, mine, 0, tally);
            }
        }
    }

    private static void free(Subject subject, Store store, int place, Tally tally) {
        if (!Memory.isFilled(subject.address(store, place), SIZE, (byte) 1)) {
            throw new AssertionError("a block was written over");
        }
        tally.free(subject, store, place, SIZE);
    }
}
