// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.util.List;

/**
 * W12, Swiss cheese: are the holes left by every other block reused, or else given back? Resident
 * memory may be a tenth above what is live.
 */
final class CheeseWorkload implements Workload {

    private static final int SIZE = 64 << 10;
    private static final double MOST = 1.10;
    private static final long SLACK = 1 << 20;

    @Override
    public String id() {
        return "W12";
    }

    @Override
    public String title() {
        return "Swiss cheese: every other block freed, then half as much allocated";
    }

    @Override
    public String parameters() {
        return "32 MiB in blocks of 64 KiB, every other freed, 16 MiB allocated";
    }

    @Override
    public List<String> variants() {
        return List.of("same-size", "one-block");
    }

    @Override
    public void run(Trial trial) {
        int total = trial.pick(4, 32, 32) << 20;
        int count = total / SIZE;
        Blocks holed = trial.blocks(count, Blocks.Check.ALL);
        trial.begin();
        for (int i = 0; i < count; i++) {
            holed.allocate(i, SIZE);
        }
        say(trial, "full");
        for (int i = 0; i < count; i += 2) {
            holed.free(i);
        }
        say(trial, "every other block freed");
        Blocks again;
        if (trial.variant().equals("same-size")) {
            again = trial.blocks(count / 2, Blocks.Check.ALL);
            for (int i = 0; i < count / 2; i++) {
                again.allocate(i, SIZE);
            }
        } else {
            again = trial.blocks(1, Blocks.Check.ALL);
            again.allocate(0, total / 2);
        }
        say(trial, "half as much allocated");
        trial.subject().trim();
        double resident = say(trial, "trimmed");
        trial.check(
                resident <= MOST * trial.meter().live() + SLACK,
                "resident %.0f for %d live",
                resident,
                trial.meter().live());
        again.freeAll();
        holed.freeAll();
    }

    /** {@return bytes resident as the allocator says; below 0 if it does not} */
    private static double say(Trial trial, String when) {
        trial.meter().sample();
        long resident = trial.subject().footprint().resident();
        long live = trial.meter().live();
        trial.note(
                "%s: live %d KiB, resident %d KiB, process %d KiB",
                when,
                live >> 10,
                resident < 0 ? -1 : resident >> 10,
                trial.meter().processGrowth() >> 10);
        return resident;
    }
}
