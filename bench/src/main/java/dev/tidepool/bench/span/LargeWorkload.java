// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.util.List;

/** W11: what do buffers of many pages cost, zeroed, when they come and go at random sizes? */
final class LargeWorkload implements Workload {

    private static final int BUFFERS = 20;
    private static final int LEAST = 5 << 20;
    private static final int MOST = 25 << 20;
    private static final int SCALE_DOWN = 10;

    @Override
    public String id() {
        return "W11";
    }

    @Override
    public String title() {
        return "large zeroed buffers replaced at random";
    }

    @Override
    public String parameters() {
        return "20 zeroed buffers of 0.5..2.5 or 5..25 MiB, 2000 replacements";
    }

    @Override
    public List<String> variants() {
        return List.of("half-to-2.5-MiB", "5-to-25-MiB");
    }

    @Override
    public void run(Trial trial) {
        int divisor = trial.variant().startsWith("half") ? SCALE_DOWN : 1;
        int steps = trial.pick(5, 40 * divisor, 2000);
        Rng rng = trial.rng(0);
        Blocks blocks = trial.blocks(BUFFERS, Blocks.Check.EDGES);
        trial.begin();
        for (int i = 0; i < steps; i++) {
            int place = rng.below(BUFFERS);
            if (!blocks.isEmpty(place)) {
                blocks.free(place);
            }
            blocks.allocateZeroed(place, rng.between(LEAST / divisor, MOST / divisor));
        }
        trial.note("%.1f us a replacement", trial.elapsed() / 1e3 / steps);
        blocks.freeAll();
    }
}
