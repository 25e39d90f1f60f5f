// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.util.ArrayList;
import java.util.List;

/**
 * W9: what do frees of foreign blocks cost? Each thread fills a ring; when it is full, a fifth
 * stays for a long time, half of the rest goes in order, half in reverse. The second variant does
 * the same and frees small blocks of another thread between: the difference of the two is their
 * price.
 */
final class RingWorkload implements Workload {

    private static final int THREADS = 2;
    private static final int RING = 10_000;
    private static final int KEPT_SHARE = 5;
    private static final int GENERATIONS = 4;
    private static final int FOREIGN_SIZE = 8;
    private static final int[] COMMON = {8, 16, 16, 16, 16, 16, 48};
    private static final int RARE = 256;
    private static final int LEAST_RARE = 64;
    private static final int MOST_RARE = 170_000;

    @Override
    public String id() {
        return "W9";
    }

    @Override
    public String title() {
        return "ring, and ring with foreign frees";
    }

    @Override
    public String parameters() {
        return "2 threads, 10 000 places, 400 wraps, a fifth kept; 1 M foreign blocks of "
                + "8 B";
    }

    @Override
    public List<String> variants() {
        return List.of("ring", "foreign");
    }

    @Override
    public void run(Trial trial) throws InterruptedException {
        int wraps = trial.pick(2, 40, 400);
        int foreign =
                trial.variant().equals("foreign") ? trial.pick(2000, 1_000_000, 1_000_000) : 0;
        List<Trial.Task> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Blocks mine = trial.blocks(foreign / THREADS, Blocks.Check.EDGES);
            for (int j = 0; j < mine.places(); j++) {
                mine.allocate(j, FOREIGN_SIZE);
            }
            Worker worker = new Worker(trial, trial.rng(i), mine, wraps);
            tasks.add(worker::live);
        }
        trial.begin();
        trial.together(tasks);
        trial.note("%.1f ns a call", (double) trial.elapsed() / trial.calls());
    }

    private static final class Worker {
        private final Rng rng;
        private final Blocks foreign;
        private final Blocks ring;
        private final int wraps;
        private int nextForeign;
        private int nextKept;

        Worker(Trial trial, Rng rng, Blocks foreign, int wraps) {
            int places = RING / THREADS;
            this.rng = rng;
            this.foreign = foreign;
            this.wraps = wraps;
            // The places behind the ring hold the long-lived blocks, oldest first to go.
            this.ring =
                    trial.blocks(places + GENERATIONS * places / KEPT_SHARE, Blocks.Check.EDGES);
        }

        void live() {
            int places = RING / THREADS;
            int stride = foreign.places() / (wraps * places) + 1;
            for (int wrap = 0; wrap < wraps; wrap++) {
                for (int i = 0; i < places; i++) {
                    ring.replace(i, size());
                    for (int j = 0; j < stride && nextForeign < foreign.places(); j++) {
                        foreign.free(nextForeign++);
                    }
                }
                keepAFifth(places);
                for (int i = 0; i < places / 2; i++) {
                    freeIfThere(i);
                }
                for (int i = places - 1; i >= places / 2; i--) {
                    freeIfThere(i);
                }
            }
            foreign.freeAll();
            ring.freeAll();
        }

        private void keepAFifth(int places) {
            int room = ring.places() - places;
            for (int i = 0; i < places; i += KEPT_SHARE) {
                int place = places + nextKept;
                nextKept = (nextKept + 1) % room;
                if (!ring.isEmpty(place)) {
                    ring.free(place);
                }
                ring.move(i, place);
            }
        }

        private void freeIfThere(int place) {
            if (!ring.isEmpty(place)) {
                ring.free(place);
            }
        }

        private int size() {
            return rng.below(RARE) == 0
                    ? rng.logUniform(LEAST_RARE, MOST_RARE)
                    : COMMON[rng.below(COMMON.length)];
        }
    }
}
