// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.util.ArrayList;
import java.util.List;

/**
 * W4, mstress: does every block keep its contents while threads exchange blocks, keep some and die?
 * Word i of a block holds a number made of its distance from the end; all are looked at when it is
 * freed. Some blocks are thousands of times larger than most.
 */
final class StressWorkload implements Workload {

    private static final long KEY = 0x5BD1_E995_2545_F491L;
    private static final int THREADS = 4;
    private static final int SHARED = 1000;
    private static final int PER_SCALE = 100;

    @Override
    public String id() {
        return "W4";
    }

    @Override
    public String title() {
        return "mstress: threads exchange, keep and die; every word checked";
    }

    @Override
    public String parameters() {
        return "4 threads, scale 25, at least 10 rounds, 1000 shared places, blocks up "
                + "to 5 MB";
    }

    @Override
    public List<String> variants() {
        return List.of("threads-4");
    }

    @Override
    public void run(Trial trial) throws InterruptedException {
        int scale = trial.pick(1, 25, 25);
        int leastRounds = trial.pick(2, 10, 10);
        Store shared = trial.subject().store(SHARED);
        Tally tally = trial.meter().tally();
        List<Tally> tallies = new ArrayList<>();
        List<Rng> numbers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            tallies.add(trial.meter().tally());
            numbers.add(trial.rng(i));
        }
        trial.begin();
        int round = 0;
        for (; round < leastRounds || !trial.over(); round++) {
            List<Trial.Task> tasks = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int allocations = PER_SCALE * scale * (i % 8 + 1);
                Worker worker =
                        new Worker(
                                trial.subject(),
                                shared,
                                tallies.get(i),
                                numbers.get(i),
                                allocations);
                tasks.add(worker::live);
            }
            trial.together(tasks);
            if (trial.hasFailed()) {
                return;
            }
            freeSome(trial.subject(), shared, tally, 2);
        }
        trial.note("%d rounds of %d threads", round, THREADS);
        freeSome(trial.subject(), shared, tally, 1);
    }

    private static void freeSome(Subject subject, Store shared, Tally tally, int step) {
        for (int i = 0; i < SHARED; i += step) {
            free(subject, shared, i, tally);
        }
    }

    private static void free(Subject subject, Store store, int place, Tally tally) {
        if (store.isEmpty(place)) {
            return;
        }
        long address = subject.address(store, place);
        long words = Memory.getLong(address) ^ KEY;
        for (long i = 0; i < words; i++) {
            if ((Memory.getLong(address + i * Long.BYTES) ^ KEY) != words - i) {
                throw new AssertionError("word " + i + " of " + words + " was written over");
            }
        }
        tally.free(subject, store, place, words * Long.BYTES);
    }

    /** One thread of one round. */
    private static final class Worker {
        private final Subject subject;
        private final Store shared;
        private final Tally tally;
        private final Rng rng;
        private final Store local;
        private final Store retained;
        private int toAllocate;
        private int toRetain;
        private int locals;
        private int retaineds;

        Worker(Subject subject, Store shared, Tally tally, Rng rng, int allocations) {
            this.subject = subject;
            this.shared = shared;
            this.tally = tally;
            this.rng = rng;
            this.toAllocate = allocations;
            this.toRetain = allocations / 2;
            // A coin decides which list grows; both together grow by far less than this.
            this.local = subject.store(4 * allocations);
            this.retained = subject.store(allocations / 2);
        }

        void live() {
            while (toAllocate > 0 || toRetain > 0) {
                if (locals < local.places() && (toRetain == 0 || chance(50))) {
                    toAllocate--;
                    allocate(local, locals++, 1 << rng.below(5));
                } else {
                    toRetain--;
                    allocate(retained, retaineds++, 1 << rng.below(7));
                }
                if (chance(66) && locals > 0) {
                    free(subject, local, rng.below(locals), tally);
                }
                if (chance(25) && locals > 0) {
                    local.exchange(rng.below(locals), shared, rng.below(SHARED));
                }
            }
            for (int i = 0; i < locals; i++) {
                free(subject, local, i, tally);
            }
            for (int i = 0; i < retaineds; i++) {
                free(subject, retained, i, tally);
            }
        }

        /** One in a hundred more than it says, as in the original. */
        private boolean chance(int percent) {
            return rng.below(100) <= percent;
        }

        private void allocate(Store store, int place, int few) {
            int words = few;
            if (chance(1)) {
                words *= chance(1) ? 10_000 : chance(10) ? 1000 : 100;
            }
            if (words == 40) {
                words++;
            }
            long size = (long) words * Long.BYTES;
            long address = tally.allocate(subject, store, place, size);
            for (int i = 0; i < words; i++) {
                Memory.putLong(address + (long) i * Long.BYTES, (words - i) ^ KEY);
            }
        }
    }
}
