// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.util.ArrayList;
import java.util.List;

/**
 * W8, cache-scratch and cache-thrash: do two threads get blocks on different cache lines, also when
 * one of them freed a block that lay beside the other's? The speed of writes tells, not that of the
 * allocator. Each count of threads does the same number of writes in total.
 */
final class CacheLineWorkload implements Workload {

    private static final int[] THREADS = {1, 2, 4};
    private static final double LINEAR = 0.95;

    @Override
    public String id() {
        return "W8";
    }

    @Override
    public String title() {
        return "cache scratch and thrash: blocks of two threads on one line?";
    }

    @Override
    public String parameters() {
        return "1, 2, 4 threads, 1000 x 1 B, 2 M writes each in total";
    }

    @Override
    public List<String> variants() {
        return List.of("scratch", "thrash");
    }

    @Override
    public void run(Trial trial) throws InterruptedException {
        int rounds = trial.pick(2, 100, 1000);
        int writes = trial.pick(1000, 400_000, 2_000_000);
        trial.together(tasks(trial, 1, 10, writes)); // Compiled by now.
        trial.begin();
        double alone = 0;
        for (int threads : THREADS) {
            List<Trial.Task> tasks = tasks(trial, threads, rounds, writes / threads);
            long start = trial.elapsed();
            trial.together(tasks);
            double nanos = (double) (trial.elapsed() - start) / rounds / writes;
            alone = threads == 1 ? nanos : alone;
            say(trial, threads, nanos, alone);
        }
    }

    /** Linear is the speed of one thread times their number, or the processors if they are less. */
    private static void say(Trial trial, int threads, double nanos, double alone) {
        int most = Math.min(threads, Runtime.getRuntime().availableProcessors());
        double linear = alone / nanos / most;
        trial.note(
                "%d threads: %.2f ns a write, %.2f of linear, %.2f is asked: %s",
                threads,
                nanos,
                linear,
                LINEAR,
                linear >= LINEAR ? "met" : "missed (also if the machine is busy)");
    }

    private static List<Trial.Task> tasks(Trial trial, int threads, int rounds, int writes) {
        List<Trial.Task> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Blocks block = trial.blocks(1, Blocks.Check.TOUCH);
            if (trial.variant().equals("scratch")) {
                // By this thread, one after the other: the blocks lie side by side.
                block.allocate(0, 1);
            }
            tasks.add(() -> work(block, rounds, writes));
        }
        return tasks;
    }

    private static void work(Blocks block, int rounds, int writes) {
        for (int i = 0; i < rounds; i++) {
            long address = block.replace(0, 1);
            for (int j = 0; j < writes; j++) {
                Memory.increment(address);
            }
        }
        block.freeAll();
    }
}
