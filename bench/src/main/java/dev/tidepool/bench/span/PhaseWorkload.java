// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.util.List;

/**
 * W18: does memory come back for other sizes when a program enters another phase? Two mixes of
 * sizes that share no class, one after the other, the same number of live bytes in both.
 */
final class PhaseWorkload implements Workload {

    private static final int ROUND = 1000;
    private static final double MOST_GROWTH = 1.25;
    private static final long SLACK = 2 << 20;
    private static final int PLACES = 1 << 20;

    @Override
    public String id() {
        return "W18";
    }

    @Override
    public String title() {
        return "phase change: small sizes, then disjoint larger ones";
    }

    @Override
    public String parameters() {
        return "64 MiB live of 16..512 B, then of 640..8192 B; --seconds 60 for a minute";
    }

    @Override
    public List<String> variants() {
        return List.of("one-thread");
    }

    @Override
    public void run(Trial trial) {
        long goal = (long) trial.pick(1, 32, 64) << 20;
        Rng rng = trial.rng(0);
        trial.begin();
        long first = phase(trial, rng, "A, 16..512 B", 16, 512, goal, 0.5);
        long second = phase(trial, rng, "B, 640..8192 B", 640, 8192, goal, 1);
        if (first >= 0) {
            trial.check(
                    second <= MOST_GROWTH * first + SLACK,
                    "resident %d in the first phase, %d in the second",
                    first,
                    second);
        }
    }

    /** {@return bytes resident at its end, trimmed, as the allocator says} */
    private static long phase(
            Trial trial, Rng rng, String name, int least, int most, long goal, double until) {
        Blocks blocks = trial.blocks(PLACES, Blocks.Check.EDGES);
        int count = 0;
        for (long live = 0; live < goal && count < PLACES; count++) {
            blocks.allocate(count, rng.between(least, most));
            live += blocks.size(count);
        }
        do {
            for (int i = 0; i < ROUND; i++) {
                blocks.replace(rng.below(count), rng.between(least, most));
            }
        } while (!trial.over(until));
        trial.subject().trim();
        trial.meter().sample();
        long resident = trial.subject().footprint().resident();
        trial.note(
                "phase %s: live %d KiB, resident %d KiB, process %d KiB",
                name,
                trial.meter().live() >> 10,
                resident < 0 ? -1 : resident >> 10,
                trial.meter().processGrowth() >> 10);
        blocks.freeAll();
        return resident;
    }
}
