// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.util.ArrayList;
import java.util.List;

/**
 * W7: what do two classics cost: the benchmark of the C library's authors, that allocates many of a
 * size and frees them from both ends, and threads that replace blocks of a steep mix of sizes?
 */
final class SimpleWorkload implements Workload {

    private static final int[] SIZES = {16, 32, 64};
    private static final int[] COUNTS = {25, 100, 400, 1600};
    private static final int PLACES = 1024;
    private static final int DRAWN = 8000;
    private static final double LEAST = 1.0 / 4;
    private static final double MOST = 1.0 / 32_768;
    private static final int ROUND = 1000;

    @Override
    public String id() {
        return "W7";
    }

    @Override
    public String title() {
        return "simple: n of a size, freed from both ends; thread: a steep mix of sizes";
    }

    @Override
    public String parameters() {
        return "16, 32, 64 B x 25, 100, 400, 1600, 2 M pairs each; 1024 places a thread, "
                + "sizes 4..32768 B";
    }

    @Override
    public List<String> variants() {
        return List.of("simple", "threads-1", "threads-2", "threads-4");
    }

    @Override
    public void run(Trial trial) throws InterruptedException {
        if (trial.variant().equals("simple")) {
            simple(trial);
            return;
        }
        List<Trial.Task> tasks = new ArrayList<>();
        for (int i = trial.variant().charAt("threads-".length()) - '0'; i > 0; i--) {
            Rng rng = trial.rng(i);
            tasks.add(() -> replace(trial, rng));
        }
        trial.begin();
        trial.together(tasks);
    }

    private static void simple(Trial trial) {
        int total = trial.pick(4000, 500_000, 2_000_000);
        trial.begin();
        for (int size : SIZES) {
            for (int count : COUNTS) {
                Blocks blocks = trial.blocks(count, Blocks.Check.ALL);
                long start = trial.elapsed();
                for (int i = 0; i < total / count; i++) {
                    round(blocks, count, size);
                }
                double nanos = (double) (trial.elapsed() - start) / (total / count * count);
                trial.note("%d x %d B: %.1f ns a pair", count, size, nanos);
            }
        }
    }

    private static void round(Blocks blocks, int count, int size) {
        for (int i = 0; i < count; i++) {
            blocks.allocate(i, size);
        }
        for (int i = 0; i < count / 2; i++) {
            blocks.free(i);
        }
        for (int i = count - 1; i >= count / 2; i--) {
            blocks.free(i);
        }
    }

    private static void replace(Trial trial, Rng rng) {
        int[] sizes = new int[DRAWN];
        for (int i = 0; i < DRAWN; i++) {
            sizes[i] = (int) (1 / ((MOST - LEAST) * rng.fraction() + LEAST));
        }
        Blocks blocks = trial.blocks(PLACES, Blocks.Check.ALL);
        int next = 0;
        do {
            for (int i = 0; i < ROUND; i++) {
                blocks.replace(next % PLACES, sizes[next % DRAWN]);
                next++;
            }
        } while (!trial.over());
        blocks.freeAll();
    }
}
