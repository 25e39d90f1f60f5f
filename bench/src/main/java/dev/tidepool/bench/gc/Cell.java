// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import dev.tidepool.bench.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** All rounds of one collector, workload and variant. */
final class Cell {

    private final List<Measured> rounds = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    final Pauses pauses = new Pauses();
    /** Nanoseconds from arrival to answer. */
    final Histogram latency = new Histogram(TimeUnit.HOURS.toNanos(1), 3);

    void add(Outcome outcome) {
        switch (outcome) {
            case Outcome.Ended(Measured measured, Pauses seen) -> {
                rounds.add(measured);
                pauses.add(seen);
                latency.add(measured.latency());
            }
            case Outcome.Failed(String reason) -> failures.add(reason);
        }
    }

    List<Measured> rounds() {
        return rounds;
    }

    List<String> failures() {
        return failures;
    }

    boolean measured() {
        return !rounds.isEmpty();
    }

    /** {@return the median over the rounds, NaN if there is none} */
    private double median(ToDoubleFunction<Measured> figure) {
        return Statistics.median(rounds.stream().map(figure::applyAsDouble).toList());
    }

    double opsPerSecond() {
        return median(Measured::opsPerSecond);
    }

    double leastOpsPerSecond() {
        return rounds.stream().mapToDouble(Measured::opsPerSecond).min().orElse(Double.NaN);
    }

    double mostOpsPerSecond() {
        return rounds.stream().mapToDouble(Measured::opsPerSecond).max().orElse(Double.NaN);
    }

    double bytesPerOp() {
        return median(Measured::bytesPerOp);
    }

    /** {@return of the schedule, all rounds; the same for all variants unless one fell behind} */
    double pacedSeconds() {
        return rounds.stream().mapToDouble(Measured::pacedSeconds).sum();
    }

    double pausesPerSecond() {
        return pauses.count() / pacedSeconds();
    }

    double pausedMillisPerSecond() {
        return pauses.totalMillis() / pacedSeconds();
    }

    double stallsPerSecond() {
        return pauses.stalls / pacedSeconds();
    }

    /** {@return processor time of the collector per second; NaN where it is not known} */
    double collectorMillisPerSecond() {
        return median(one -> one.collectorNanos() < 0 ? Double.NaN
                : one.collectorNanos() / 1e6 / one.pacedSeconds());
    }

    double cpuMillisPerSecond() {
        return median(one -> one.cpuNanos() / 1e6 / one.pacedSeconds());
    }

    /**
     * {@return how long the machine let the collector and the work wait, per second, in the worst
     *     round} Both could have been faster, and differences below this mean nothing.
     */
    double waitedMillisPerSecond() {
        return rounds.stream().mapToDouble(one -> one.waitedNanos() / 1e6 / one.pacedSeconds())
                .max().orElse(Double.NaN);
    }

    double heapAfterMebibytes() {
        return median(one -> one.heapAfter() / 1048576.0);
    }

    double latencyMicros(double percentile) {
        return measured() ? latency.getValueAtPercentile(percentile) / 1e3 : Double.NaN;
    }

    /** {@return whether requests were left undone} */
    boolean gaveUp() {
        return rounds.stream().anyMatch(one -> one.done() < one.requests());
    }
}
