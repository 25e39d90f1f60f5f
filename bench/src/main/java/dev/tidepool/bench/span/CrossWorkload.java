// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * W5, rptest: what does a mix of sizes cost when every thread also frees what others allocated?
 * Places are visited with prime strides; every second loop a batch goes to the next thread. Blocks
 * below {@value #PAGE} bytes ask for no alignment, for 8 and for 16 in turn.
 */
final class CrossWorkload implements Workload {

    private static final int PLACES = 1000;
    private static final int SIZES = 2000;
    private static final int ALLOCATIONS = 311;
    private static final int FREES = 257;
    private static final int LEAST_COUNT = 30;
    private static final int MOST_COUNT = 99;
    private static final double FREE_BIAS = 0.8;
    private static final int[] STRIDES = {7, 13, 29, 47, 83, 131};
    private static final int PAGE = 4096;
    private static final int[] ALIGNMENTS = {0, 8, 16};

    @Override
    public String id() {
        return "W5";
    }

    @Override
    public String title() {
        return "rptest: mixed sizes, frees across threads";
    }

    @Override
    public String parameters() {
        return "2 or 4 threads, 1000 places each, at least 500 loops, [8,16000] or "
                + "[16,2000] B, alignment 0, 8, 16 in turn below 4096 B, every second batch "
                + "to another thread";
    }

    @Override
    public List<String> variants() {
        return List.of("2-wide", "2-narrow", "4-wide", "4-narrow");
    }

    @Override
    public void run(Trial trial) throws InterruptedException {
        boolean wide = trial.variant().endsWith("wide");
        mix(
                trial,
                trial.variant().charAt(0) - '0',
                wide ? 8 : 16,
                wide ? 16_000 : 2000,
                trial.pick(5, 500, 500));
    }

    /** The mix itself, which other workloads use too. Starts the trial's clocks. */
    static void mix(Trial trial, int threads, int least, int most, int leastLoops)
            throws InterruptedException {
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            workers.add(new Worker(trial, trial.rng(i), least, most));
        }
        AtomicLong nanos = new AtomicLong();
        CyclicBarrier end = new CyclicBarrier(threads);
        List<Trial.Task> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int me = i;
            tasks.add(() -> nanos.addAndGet(work(trial, workers, me, leastLoops, end)));
        }
        trial.begin();
        trial.together(tasks);
        trial.end();
        trial.note("%.2f M calls per second of processor time", 1e3 * trial.calls() / nanos.get());
    }

    /** {@return the processor time it took} */
    private static long work(
            Trial trial, List<Worker> workers, int me, int leastLoops, CyclicBarrier end)
            throws InterruptedException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        Worker worker = workers.get(me);
        try {
            for (int loop = 0; loop < leastLoops || !trial.over(); loop++) {
                int others = Math.max(1, workers.size() - 1);
                int next = (me + 1 + loop / 2 % others) % workers.size();
                worker.loop(loop, workers.get(next));
            }
        } finally {
            try {
                end.await(); // Nobody sends any more.
            } catch (BrokenBarrierException e) {
                trial.fail(e);
            }
        }
        worker.drain();
        worker.own.freeAll();
        return threads.getCurrentThreadCpuTime() - start;
    }

    /** A batch on its way, linked to the one sent before it. */
    private record Parcel(Blocks blocks, @Nullable Parcel next) {}

    private static final class Worker {
        private final Trial trial;
        private final Tally tally;
        private final Blocks own;
        private final AtomicReference<@Nullable Parcel> inbox = new AtomicReference<>();
        private final int[] sizes = new int[SIZES];
        private final int[] allocations = new int[ALLOCATIONS];
        private final int[] frees = new int[FREES];
        private int nextSize;
        private int nextAlignment;
        private int freeAt;
        private int allocateAt;

        Worker(Trial trial, Rng rng, int least, int most) {
            this.trial = trial;
            this.tally = trial.meter().tally();
            this.own = trial.blocks(PLACES, Blocks.Check.EDGES);
            own.takeOver(tally);
            for (int i = 0; i < SIZES; i++) {
                // Small ones are frequent, the greatest rare: the density falls in a line.
                double share = Math.abs(rng.fraction() + rng.fraction() - 1);
                sizes[i] = least + (int) (share * (most - least));
            }
            for (int i = 0; i < ALLOCATIONS; i++) {
                allocations[i] = rng.between(LEAST_COUNT, MOST_COUNT);
            }
            for (int i = 0; i < FREES; i++) {
                frees[i] = rng.between(LEAST_COUNT, MOST_COUNT);
            }
        }

        void loop(int loop, Worker other) {
            drain();
            int stride = STRIDES[loop % STRIDES.length];
            for (int i = (int) (FREE_BIAS * frees[loop % FREES]); i > 0; i--) {
                freeAt = (freeAt + stride) % PLACES;
                if (!own.isEmpty(freeAt)) {
                    own.free(freeAt);
                }
            }
            stride = STRIDES[(loop + 1) % STRIDES.length];
            int count = allocations[loop % ALLOCATIONS];
            for (int i = 0; i < count; i++) {
                allocateAt = (allocateAt + stride) % PLACES;
                if (!own.isEmpty(allocateAt)) {
                    own.free(allocateAt);
                }
                allocate(own, allocateAt);
            }
            if (loop % 2 == 1 && other != this) {
                other.send(batch(count));
            }
        }

        private Blocks batch(int count) {
            Blocks batch = trial.blocks(count, Blocks.Check.EDGES, tally);
            for (int i = 0; i < count; i++) {
                allocate(batch, i);
            }
            return batch;
        }

        private void allocate(Blocks blocks, int place) {
            nextSize = (nextSize + 1) % SIZES;
            int size = sizes[nextSize];
            int alignment = 0;
            if (size < PAGE) {
                nextAlignment = (nextAlignment + 1) % ALIGNMENTS.length;
                alignment = ALIGNMENTS[nextAlignment];
            }
            long address = blocks.allocate(place, size, alignment);
            check(address, size, alignment);
            for (int i = PAGE; i < size - 1; i += PAGE) {
                Memory.putByte(address + i, (byte) i);
            }
        }

        private void check(long address, int size, int asked) {
            Subject subject = trial.subject();
            long promised = size < 16 ? Math.min(8, subject.alignment()) : subject.alignment();
            long due = subject.aligns() ? Math.max(asked, promised) : promised;
            if (address % due != 0) {
                throw new AssertionError(
                        String.format(
                                "%d bytes at 0x%x, which %d does not divide", size, address, due));
            }
        }

        void send(Blocks batch) {
            inbox.updateAndGet(old -> new Parcel(batch, old));
        }

        void drain() {
            for (Parcel parcel = inbox.getAndSet(null); parcel != null; parcel = parcel.next()) {
                parcel.blocks().takeOver(tally);
                parcel.blocks().freeAll();
            }
        }
    }
}
