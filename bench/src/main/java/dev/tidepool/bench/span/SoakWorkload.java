// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * W15: does every byte stay what it was, for as long as one likes? Threads allocate, free,
 * reallocate and hand on blocks at random; every byte of every block is looked at.
 */
final class SoakWorkload implements Workload {

    private static final int MOST = 64 << 10;
    private static final long MOST_LIVE = 4 << 20;
    private static final int PLACES = 4096;
    private static final int ROUND = 100;

    @Override
    public String id() {
        return "W15";
    }

    @Override
    public String title() {
        return "soak: allocate, free, reallocate, hand on; every byte checked";
    }

    @Override
    public String parameters() {
        return "2 or 4 threads, 4 MiB each, log-uniform 1 B..64 KiB; 45 % allocate, 45 % "
                + "free, 2 % reallocate, 8 % hand on; --seconds 3600 for an hour";
    }

    @Override
    public List<String> variants() {
        return List.of("threads-2", "threads-4");
    }

    @Override
    public void run(Trial trial) throws InterruptedException {
        int threads = trial.variant().endsWith("2") ? 2 : 4;
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            workers.add(new Worker(trial, trial.rng(i)));
        }
        List<Trial.Task> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Worker me = workers.get(i);
            Worker next = workers.get((i + 1) % threads);
            tasks.add(() -> me.live(next));
        }
        trial.begin();
        trial.together(tasks);
        if (!trial.hasFailed()) {
            workers.forEach(Worker::drain);
            workers.forEach(worker -> worker.blocks.freeAll());
            trial.check(trial.meter().live() == 0, "%d bytes unaccounted", trial.meter().live());
        }
    }

    private static final class Worker {
        private final Trial trial;
        private final Rng rng;
        private final Tally tally;
        private final Blocks blocks;
        private final Queue<Blocks> inbox = new ConcurrentLinkedQueue<>();
        private int count;
        private long live;

        Worker(Trial trial, Rng rng) {
            this.trial = trial;
            this.rng = rng;
            this.tally = trial.meter().tally();
            this.blocks = trial.blocks(PLACES, Blocks.Check.ALL, tally);
        }

        void live(Worker next) {
            do {
                for (int i = 0; i < ROUND; i++) {
                    step(next);
                }
                drain();
            } while (!trial.over());
        }

        private void step(Worker next) {
            int choice = rng.below(100);
            if (choice < 45) {
                if (count < PLACES && live < MOST_LIVE) {
                    blocks.allocate(count, rng.logUniform(1, MOST));
                    live += blocks.size(count++);
                } else {
                    freeOne();
                }
            } else if (count == 0) {
                return;
            } else if (choice < 90) {
                freeOne();
            } else if (choice < 92) {
                int place = rng.below(count);
                live -= blocks.size(place);
                blocks.reallocate(place, rng.logUniform(1, MOST));
                live += blocks.size(place);
            } else {
                next.inbox.add(parcel());
            }
        }

        private void freeOne() {
            if (count > 0) {
                int place = rng.below(count);
                live -= blocks.size(place);
                blocks.free(place);
                fillGap(place);
            }
        }

        private void fillGap(int place) {
            count--;
            if (place < count) {
                blocks.move(count, place);
            }
        }

        private Blocks parcel() {
            Blocks parcel = trial.blocks(1, Blocks.Check.ALL, tally);
            parcel.allocate(0, rng.logUniform(1, MOST));
            return parcel;
        }

        void drain() {
            for (Blocks parcel = inbox.poll(); parcel != null; parcel = inbox.poll()) {
                parcel.takeOver(tally);
                parcel.freeAll();
            }
        }
    }
}
