// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.util.List;

/** W1: are the fast paths fast at every size, in every order of freeing, at random? */
final class FastPathWorkload implements Workload {

    private static final int[] SIZES = {
        16, 64, 256, 1 << 10, 4 << 10, 16 << 10, 32 << 10, 64 << 10, 1 << 20
    };
    private static final int ROUND = 1000;
    private static final int BATCH_SIZE = 64;

    @Override
    public String id() {
        return "W1";
    }

    @Override
    public String title() {
        return "pairs, batches, random replacement on one thread";
    }

    @Override
    public String parameters() {
        return "sizes 16 B to 1 MiB; batches of 1000 and 100 000 of 64 B; replace 1000 "
                + "and 100 000 of [8,1000), 1000 of [1000,32768)";
    }

    @Override
    public List<String> variants() {
        return List.of(
                "pair",
                "batch-fifo",
                "batch-lifo",
                "batch-random",
                "replace-1000",
                "replace-100000",
                "replace-large");
    }

    @Override
    public void run(Trial trial) {
        switch (trial.variant()) {
            case "pair" -> pairs(trial);
            case "replace-1000" -> replace(trial, 1000, 8, 999);
            case "replace-100000" -> replace(trial, trial.pick(1000, 100_000, 100_000), 8, 999);
            case "replace-large" -> replace(trial, 1000, 1000, 32_767);
            default -> batches(trial);
        }
    }

    private static void pairs(Trial trial) {
        Blocks blocks = trial.blocks(1, Blocks.Check.TOUCH);
        for (int i = trial.pick(100, 300_000, 1_000_000); i > 0; i--) {
            blocks.allocate(0, SIZES[i % SIZES.length]);
            blocks.free(0);
        }
        trial.begin();
        for (int i = 0; i < SIZES.length; i++) {
            long start = trial.elapsed();
            long pairs = 0;
            do {
                for (int j = 0; j < ROUND; j++) {
                    blocks.allocate(0, SIZES[i]);
                    blocks.free(0);
                }
                pairs += ROUND;
            } while (!trial.over((i + 1.0) / SIZES.length));
            trial.note(
                    "%d B: %.1f ns a pair", SIZES[i], (double) (trial.elapsed() - start) / pairs);
        }
    }

    private static void batches(Trial trial) {
        for (int places : new int[] {1000, trial.pick(1000, 100_000, 100_000)}) {
            Blocks blocks = trial.blocks(places, Blocks.Check.TOUCH);
            int[] order = order(trial, places);
            if (places == 1000) {
                trial.begin();
            }
            long start = trial.elapsed();
            long pairs = 0;
            do {
                for (int i = 0; i < places; i++) {
                    blocks.allocate(i, BATCH_SIZE);
                }
                for (int place : order) {
                    blocks.free(place);
                }
                pairs += places;
            } while (!trial.over(places == 1000 ? 0.5 : 1));
            double nanos = (double) (trial.elapsed() - start) / pairs;
            trial.note("%d x %d B: %.1f ns a pair", places, BATCH_SIZE, nanos);
        }
    }

    private static int[] order(Trial trial, int places) {
        int[] order = new int[places];
        for (int i = 0; i < places; i++) {
            order[i] = trial.variant().equals("batch-lifo") ? places - 1 - i : i;
        }
        if (trial.variant().equals("batch-random")) {
            trial.rng(0).shuffle(order);
        }
        return order;
    }

    private static void replace(Trial trial, int places, int least, int most) {
        Rng rng = trial.rng(0);
        Blocks blocks = trial.blocks(places, Blocks.Check.TOUCH);
        for (int i = 0; i < places; i++) {
            blocks.allocate(i, rng.between(least, most));
        }
        trial.begin();
        do {
            for (int i = 0; i < ROUND; i++) {
                blocks.replace(rng.below(places), rng.between(least, most));
            }
        } while (!trial.over());
        trial.note("%.1f ns a replacement", 2.0 * trial.elapsed() / trial.calls());
        blocks.freeAll();
    }
}
