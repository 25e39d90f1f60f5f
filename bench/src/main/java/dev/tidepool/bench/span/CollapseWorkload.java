// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.SpanAllocator;
import dev.tidepool.spanalloc.SpanStats;
import java.util.List;
import java.util.Optional;

/**
 * W14: how much memory is held after four fifths of the blocks have gone, and how fast does
 * replacement give it back? Each figure, bytes of spans over live bytes after a trim, has to be
 * within a twentieth of what the simulation of the same policy said, above or below.
 */
final class CollapseWorkload implements Workload {

    private static final int LEAST = 16;
    private static final int MOST = 4096;
    private static final int REPLACEMENTS = 10; // Per block, to the steady state.
    private static final SimulatedPolicy POLICY = SimulatedPolicy.FULLEST_FIRST;

    @Override
    public String id() {
        return "W14";
    }

    @Override
    public String title() {
        return "collapse: a fifth survives, then replacement";
    }

    @Override
    public String parameters() {
        return "200 000 blocks of log-uniform 16..4096 B, 2 M replacements, a fifth "
                + "survives, 1, 3, 8, 20 turnovers; pinned: a quarter of the survivors "
                + "stays";
    }

    @Override
    public List<String> variants() {
        return List.of("plain", "pinned");
    }

    @Override
    public void run(Trial trial) {
        int count = trial.pick(2000, SimulatedPolicy.BLOCKS, SimulatedPolicy.BLOCKS);
        int replacements = trial.pick(2, REPLACEMENTS, REPLACEMENTS);
        Rng rng = trial.rng(0);
        Blocks blocks = trial.blocks(count, Blocks.Check.EDGES);
        boolean pinned = trial.variant().equals("pinned");
        trial.note("simulated, fullest first: %s", POLICY.describe(pinned));
        trial.begin();
        for (int i = 0; i < count; i++) {
            blocks.allocate(i, rng.logUniform(LEAST, MOST));
        }
        for (long i = 0; i < (long) replacements * count; i++) {
            blocks.replace(rng.below(count), rng.logUniform(LEAST, MOST));
        }
        say(trial, "steady", POLICY.steady());
        int survivors = collapse(blocks, count, rng);
        say(trial, "after the collapse", POLICY.collapsed());
        int fixed = pinned ? survivors / 4 : 0;
        int done = 0;
        for (int i = 0; i < SimulatedPolicy.TURNOVERS.size(); i++) {
            int goal = SimulatedPolicy.TURNOVERS.get(i);
            for (; done < goal; done++) {
                turnOver(blocks, survivors, fixed, rng);
            }
            say(trial, "x" + goal, POLICY.turnedOver(i, pinned));
        }
        blocks.freeAll();
    }

    private static void turnOver(Blocks blocks, int survivors, int fixed, Rng rng) {
        for (int i = 0; i < survivors; i++) {
            int place = rng.below(survivors);
            if (place >= fixed) {
                blocks.replace(place, rng.logUniform(LEAST, MOST));
            }
        }
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

    private static Optional<SpanAllocator> allocator(Subject subject) {
        return switch (subject) {
            case TidepoolSubject ours -> Optional.of(ours.allocator());
            case TidepoolSegmentSubject ours -> Optional.of(ours.allocator());
            default -> Optional.empty();
        };
    }

    private static void say(Trial trial, String when, double simulated) {
        trial.subject().trim();
        trial.meter().sample();
        long live = trial.meter().live();
        double process = (double) trial.meter().processGrowth() / live;
        Optional<SpanAllocator> allocator = allocator(trial.subject());
        if (allocator.isEmpty()) {
            trial.note("%s: process %.3f of live", when, process);
            return;
        }
        SpanStats stats = allocator.get().stats();
        long spans = stats.live() + stats.rounding() + stats.freeSlots() + stats.tails();
        double ratio = (double) spans / live;
        String verdict = SimulatedPolicy.verdict(ratio, simulated);
        trial.note(
                "%s: spans %.3f of live, simulated %.3f: %s; resident %.3f, process %.3f",
                when,
                ratio,
                simulated,
                trial.isTiny() ? "not comparable, too few blocks" : verdict,
                (double) stats.resident() / live,
                process);
        trial.check(
                trial.isTiny() || SimulatedPolicy.isMet(ratio, simulated),
                "%s: %.3f, simulated %.3f: %s",
                when,
                ratio,
                simulated,
                verdict);
    }
}
