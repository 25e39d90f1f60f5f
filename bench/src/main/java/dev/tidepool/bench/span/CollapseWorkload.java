// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.SpanAllocator;
import dev.tidepool.spanalloc.SpanStats;
import java.util.List;

/**
 * W14: how much memory is held after four fifths of the blocks have gone, and how fast does
 * replacement give it back? Beside each figure stands what the simulation of this policy said,
 * bytes of spans over live bytes.
 */
final class CollapseWorkload implements Workload {

    private static final int LEAST = 16;
    private static final int MOST = 4096;
    private static final int[] TURNOVERS = {1, 3, 8, 20};
    private static final double[] EXPECTED = {1.108, 3.98, 2.46, 1.38, 1.14, 1.13};
    private static final double[] EXPECTED_PINNED = {1.108, 3.98, 3.19, 2.55, 2.43, 2.34};
    private static final double TOLERANCE = 1.05;
    private static final int REPLACEMENTS = 10; // Per block, to the steady state.

    @Override
    public String id() {
        return "W14";
    }

    @Override
    public String title() {
        return "collapse: a fifth survives, then replacement";
    }

    @Override
    public List<String> variants() {
        return List.of("plain", "pinned");
    }

    @Override
    public void run(Trial trial) {
        int count = trial.pick(2000, 200_000, 200_000);
        int replacements = trial.pick(2, 3, REPLACEMENTS);
        Rng rng = trial.rng(0);
        Blocks blocks = trial.blocks(count, Blocks.Check.EDGES);
        boolean pinned = trial.variant().equals("pinned");
        double[] expected = pinned ? EXPECTED_PINNED : EXPECTED;
        trial.begin();
        for (int i = 0; i < count; i++) {
            blocks.allocate(i, rng.logUniform(LEAST, MOST));
        }
        for (long i = 0; i < (long) replacements * count; i++) {
            blocks.replace(rng.below(count), rng.logUniform(LEAST, MOST));
        }
        say(trial, "steady", expected[0]);
        int survivors = collapse(blocks, count, rng);
        say(trial, "after the collapse", expected[1]);
        int fixed = pinned ? survivors / 4 : 0;
        int done = 0;
        for (int i = 0; i < TURNOVERS.length; i++) {
            for (; done < TURNOVERS[i]; done++) {
                for (int j = 0; j < survivors; j++) {
                    int place = rng.below(survivors);
                    if (place >= fixed) {
                        blocks.replace(place, rng.logUniform(LEAST, MOST));
                    }
                }
            }
            say(trial, "after turnover " + TURNOVERS[i], expected[i + 2]);
        }
        blocks.freeAll();
    }

    /** Leaves a fifth, picked at random, and moves it to the first places. */
    private static int collapse(Blocks blocks, int count, Rng rng) {
        int survivors = 0;
        for (int i = 0; i < count; i++) {
            if (rng.below(5) > 0) {
                blocks.free(i);
            } else if (survivors++ < i) {
                blocks.move(i, survivors - 1);
            }
        }
        return survivors;
    }

    private static void say(Trial trial, String when, double expected) {
        trial.subject().trim();
        trial.meter().sample();
        long live = trial.meter().live();
        double process = (double) trial.meter().processGrowth() / live;
        SpanAllocator allocator =
                switch (trial.subject()) {
                    case TidepoolSubject subject -> subject.allocator();
                    case TidepoolSegmentSubject subject -> subject.allocator();
                    default -> null;
                };
        if (allocator == null) {
            trial.note("%s: process %.3f of live", when, process);
            return;
        }
        SpanStats stats = allocator.stats();
        long spans = stats.live() + stats.rounding() + stats.freeSlots() + stats.tails();
        double ratio = (double) spans / live;
        trial.note(
                "%s: spans %.3f of live (simulated %.3f, %s), resident %.3f, process %.3f",
                when,
                ratio,
                expected,
                ratio <= TOLERANCE * expected ? "within 5 %" : "above",
                (double) stats.resident() / live,
                process);
    }
}
