// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.SpanStats;
import java.util.ArrayList;
import java.util.List;

/**
 * W20: what is the worst that a program can do, and is it what was calculated? For each size class
 * many spans are filled and all blocks but one of each span freed. The other allocators get the
 * same calls, which do not hurt them as much: their spans are others.
 */
final class AttackWorkload implements Workload {

    private static final int PAGE = 8192;
    private static final double TOLERANCE = 1.05;
    private static final long SLACK = 2 << 20;

    /** The size of a slot and the pages of a span, of each class. */
    private static final int[][] CLASSES = {
        {8, 1}, {16, 1}, {24, 1}, {32, 1}, {48, 1}, {64, 1}, {80, 1}, {96, 1}, {112, 1}, {128, 1},
        {144, 1}, {160, 1}, {176, 1}, {192, 1}, {208, 1}, {224, 1}, {240, 1}, {256, 1}, {288, 1},
        {320, 1}, {352, 1}, {384, 1}, {416, 1}, {448, 1}, {480, 1}, {512, 1}, {576, 1}, {640, 1},
        {704, 1}, {768, 1}, {896, 1}, {1024, 1}, {1152, 1}, {1280, 1}, {1408, 2}, {1536, 1},
        {1792, 2}, {2048, 1}, {2304, 2}, {2688, 1}, {3072, 3}, {3200, 2}, {3456, 3}, {4096, 1},
        {4864, 3}, {5376, 2}, {6144, 3}, {6528, 4}, {6784, 5}, {6912, 6}, {8192, 1}, {9472, 7},
        {9728, 6}, {10240, 5}, {10880, 4}, {12288, 3}, {13568, 5}, {14336, 7}, {16384, 2},
        {18432, 9}, {19072, 7}, {20480, 5}, {21760, 8}, {24576, 3}, {27264, 10}, {28672, 7},
        {32768, 4}
    };

    @Override
    public String id() {
        return "W20";
    }

    @Override
    public String title() {
        return "fragmentation attack: one block left in each span of each class";
    }

    @Override
    public String parameters() {
        return "64 MiB of each of the 67 classes, one block left in each span";
    }

    @Override
    public List<String> variants() {
        return List.of("all-classes");
    }

    @Override
    public void run(Trial trial) {
        int perClass = trial.pick(64, 1024, 64 * 1024) << 10;
        List<Blocks> survivors = new ArrayList<>();
        long held = 0;
        trial.begin();
        for (int[] sizeClass : CLASSES) {
            int size = sizeClass[0];
            int perSpan = sizeClass[1] * PAGE / size;
            int spans = Math.max(1, perClass / (sizeClass[1] * PAGE));
            Blocks left = trial.blocks(spans, Blocks.Check.EDGES);
            Blocks others = trial.blocks(spans * (perSpan - 1), Blocks.Check.TOUCH);
            for (int i = 0; i < spans; i++) {
                left.allocate(i, size);
                for (int j = 0; j < perSpan - 1; j++) {
                    others.allocate(i * (perSpan - 1) + j, size);
                }
            }
            others.freeAll();
            survivors.add(left);
            held += (long) spans * sizeClass[1] * PAGE;
        }
        say(trial, held);
        survivors.forEach(Blocks::freeAll);
    }

    private static void say(Trial trial, long held) {
        trial.subject().trim();
        trial.meter().sample();
        long live = trial.meter().live();
        trial.note(
                "live %d KiB, process %d KiB, calculated for our classes %d KiB",
                live >> 10, trial.meter().processGrowth() >> 10, held >> 10);
        if (trial.subject() instanceof TidepoolSubject subject) {
            SpanStats stats = subject.allocator().stats();
            long spans = stats.live() + stats.rounding() + stats.freeSlots() + stats.tails();
            trial.note("spans %d KiB, resident %d KiB", spans >> 10, stats.resident() >> 10);
            trial.check(
                    spans <= TOLERANCE * held + SLACK,
                    "spans hold %d bytes, calculated %d",
                    spans,
                    held);
        }
    }
}
