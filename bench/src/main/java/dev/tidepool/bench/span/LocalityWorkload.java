// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.util.List;

/**
 * W6, alloc-test: does the allocator place blocks well when most accesses go to few places and most
 * blocks are tiny?
 */
final class LocalityWorkload implements Workload {

    private static final double[] STRATA = {
        .262144, .393216, .24576, .08192, .01536, .001536, .000064
    };
    private static final int MOST_EXPONENT = 7;
    private static final int ROUND = 1000;

    @Override
    public String id() {
        return "W6";
    }

    @Override
    public String title() {
        return "alloc-test: tiny blocks, few places visited often, every byte read";
    }

    @Override
    public String parameters() {
        return "2^17 places, at least 10 M steps, sizes 5..1024 B, half of them 5..8 B";
    }

    @Override
    public List<String> variants() {
        return List.of("one-thread");
    }

    @Override
    public void run(Trial trial) {
        int places = 1 << trial.pick(10, 17, 17);
        int leastSteps = trial.pick(10_000, 1_000_000, 10_000_000);
        Rng rng = trial.rng(0);
        Blocks blocks = trial.blocks(places, Blocks.Check.ALL);
        for (int i = 0; i < places; i += 2) {
            blocks.allocate(i, size(rng));
        }
        trial.begin();
        long steps = 0;
        for (; steps < leastSteps || !trial.over(); steps += ROUND) {
            for (int i = 0; i < ROUND; i++) {
                int place = place(rng, places);
                if (blocks.isEmpty(place)) {
                    blocks.allocate(place, size(rng));
                } else {
                    blocks.free(place);
                }
            }
        }
        trial.note("%d steps, %.1f ns each", steps, (double) trial.elapsed() / steps);
        blocks.freeAll();
    }

    /** Half are of 5 to 8 bytes, a quarter of 9 to 16, and so on. */
    private static int size(Rng rng) {
        int exponent = Math.min(MOST_EXPONENT, Long.numberOfTrailingZeros(rng.next()));
        int most = 1 << (exponent + 3);
        return rng.between(most / 2 + 1, most);
    }

    /** A stratum is the rarer visited the larger it is. */
    private static int place(Rng rng, int places) {
        double draw = rng.fraction();
        double below = 0;
        for (int i = 0; i < STRATA.length; i++) {
            double size = STRATA[STRATA.length - 1 - i];
            draw -= STRATA[i];
            if (draw < 0 || i == STRATA.length - 1) {
                return (int) ((below + rng.fraction() * size) * places);
            }
            below += size;
        }
        throw new AssertionError();
    }
}
