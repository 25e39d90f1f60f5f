// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import dev.tidepool.pool.Tide;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Lets the variants take turns: some rounds to warm up, then those that count. Whatever else the
 * machine does meanwhile hits all variants alike. Each turn starts with a collected heap.
 */
final class Experiment {

    static final int ROUNDS = 5;
    private static final int WARM_UP_ROUNDS = 2;
    private static final double LONGEST_WARM_UP_SECONDS = 4;
    private static final double WARM_UP_SHARE = 0.4;

    private final List<Bench> benches = new ArrayList<>();
    private final Crew crew;
    private final Progress progress;

    Experiment(List<Trial> trials, Crew crew, Progress progress) {
        trials.forEach(trial -> benches.add(new Bench(trial)));
        this.crew = crew;
        this.progress = progress;
    }

    /** Takes {@code seconds} for each variant, the warm-up not counted. */
    List<Result> run(double seconds) throws ReportFailure, InterruptedException {
        double warmUp = Math.min(seconds * WARM_UP_SHARE, LONGEST_WARM_UP_SECONDS);
        progress.start(benches.size() * (seconds + warmUp));
        try (GcLog log = GcLog.open()) {
            for (int round = 1; round <= WARM_UP_ROUNDS; round++) {
                turns(round, "warm-up " + round, warmUp / WARM_UP_ROUNDS, log, false);
            }
            compareChecksums();
            for (int round = 1; round <= ROUNDS; round++) {
                turns(round, "round " + round + " of " + ROUNDS, seconds / ROUNDS, log, true);
            }
        }
        completePasses();
        compareChecksums();
        return results();
    }

    private void turns(int round, String label, double seconds, GcLog log, boolean counts)
            throws ReportFailure, InterruptedException {
        for (int i = 0; i < benches.size(); i++) {
            // Each round another variant begins.
            Bench bench = benches.get((round + i) % benches.size());
            progress.turn(label, bench.trial.name());
            bench.turn(seconds, log, counts);
            progress.turnDone(seconds);
        }
    }

    /** A large folder may take longer than the rounds; all of it must be compared. */
    private void completePasses() throws ReportFailure, InterruptedException {
        for (Bench bench : benches) {
            if (!bench.trial.hasBegunEveryChunk()) {
                progress.turn("completing the pass", bench.trial.name());
                crew.work(bench.trial, bench.trial::hasBegunEveryChunk, progress::beat);
            }
        }
    }

    private void compareChecksums() throws ReportFailure {
        for (Bench bench : benches) {
            bench.trial.checksums().requireSame(benches.getFirst().trial.checksums());
        }
    }

    private List<Result> results() throws InterruptedException {
        progress.turn("two tides", "all");
        List<Long> before = retained();
        for (int tide = 0; tide < 2; tide++) {
            System.gc();
            Tide.gc().tick();
        }
        List<Long> after = retained();
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < benches.size(); i++) {
            results.add(benches.get(i).result(before.get(i), after.get(i)));
        }
        return results;
    }

    private List<Long> retained() throws InterruptedException {
        List<Long> retained = new ArrayList<>();
        for (Bench bench : benches) {
            Supplies supplies = bench.trial.supplies();
            retained.add(supplies.keptForAll() + crew.sumOverWorkers(supplies::keptForCaller));
        }
        return retained;
    }

    /** One variant and what its turns came to. */
    private final class Bench {

        private final Trial trial;
        private final List<Double> rates = new ArrayList<>();
        private final Meter shipped = new Meter();
        /** Objects taken in all turns, those before the first that counts included. */
        private final Taken everTaken = new Taken();
        private GcLog.Totals collections = GcLog.Totals.NONE;
        private long allocated;
        private long created;

        Bench(Trial trial) {
            this.trial = trial;
        }

        void turn(double seconds, GcLog log, boolean counts)
                throws ReportFailure, InterruptedException {
            System.gc();
            log.take();
            long createdBefore = trial.supplies().created(everTaken);
            long deadline = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
            BooleanSupplier stop = () -> System.nanoTime() - deadline >= 0;
            Crew.Work work = crew.work(trial, stop, progress::beat);
            everTaken.add(work.shipped().taken);
            if (counts) {
                shipped.add(work.shipped());
                rates.add(work.shipped().bytes * 1e9 / work.nanos());
                allocated = work.allocated() < 0 ? -1 : allocated + work.allocated();
                collections = collections.plus(log.take());
                created += trial.supplies().created(everTaken) - createdBefore;
            }
        }

        Result result(long retained, long retainedAfterTides) {
            Supplies supplies = trial.supplies();
            return new Result(trial.name(), rates, shipped, allocated, collections, created,
                    retained, retainedAfterTides, trial.checksums().combined(),
                    Math.max(supplies.offHeapPeak(), shipped.offHeapPeak), supplies.stats(),
                    supplies.spanStats());
        }
    }
}
