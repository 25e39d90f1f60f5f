// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/**
 * W10: does memory stay the same when thousands of threads each allocate one block, swap it for
 * another's, free that one and die?
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
    public List<String> variants() {
        return List.of("platform", "virtual");
    }

    @Override
    public void run(Trial trial) throws InterruptedException {
        boolean virtual = trial.variant().equals("virtual");
        ThreadFactory factory =
                virtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
        int waves = virtual ? trial.pick(10, 1000, 1000) : trial.pick(5, 100, 100);
        Store shared = trial.subject().store(SHARED);
        List<Tally> tallies = new ArrayList<>();
        List<Rng> numbers = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            tallies.add(trial.meter().tally());
            numbers.add(trial.rng(i));
        }
        Growth growth = new Growth(trial);
        trial.begin();
        for (int wave = 0; wave < waves && !trial.hasFailed(); wave++) {
            if (wave == waves / 5) {
                growth = new Growth(trial);
            }
            List<Trial.Task> tasks = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                Tally tally = tallies.get(i);
                Rng rng = numbers.get(i);
                tasks.add(() -> live(trial.subject(), shared, tally, rng));
            }
            trial.together(tasks, factory);
        }
        growth.check(waves * AT_ONCE);
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

        void check(int threads) {
            Growth late = new Growth(trial);
            trial.note(
                    "resident after a fifth of %d threads %d KiB, at the end %d KiB;"
                            + " the process grew by %d KiB between",
                    threads,
                    resident >> 10,
                    late.resident >> 10,
                    (late.process - process) >> 10);
            trial.check(late.resident <= resident + SLACK, "memory grew with the threads");
        }
    }

    private static void live(Subject subject, Store shared, Tally tally, Rng rng) {
        Store mine = subject.store(1);
        long address = subject.allocateZeroed(mine, 0, SIZE);
        tally.allocated(SIZE);
        if (!Memory.isFilled(address, SIZE, (byte) 0)) {
            throw new AssertionError("a fresh block is not zero");
        }
        Memory.fill(address, SIZE, (byte) 1);
        mine.exchange(0, shared, rng.below(SHARED));
        if (!mine.isEmpty(0)) {
            free(subject, mine, 0, tally);
        }
    }

    private static void free(Subject subject, Store store, int place, Tally tally) {
        if (!Memory.isFilled(subject.address(store, place), SIZE, (byte) 1)) {
            throw new AssertionError("a block was written over");
        }
        subject.free(store, place);
        tally.freed(SIZE);
    }
}
