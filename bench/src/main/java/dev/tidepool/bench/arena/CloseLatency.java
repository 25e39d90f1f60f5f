// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

import dev.tidepool.bench.Machine;
import dev.tidepool.bench.ReportOptions;
import dev.tidepool.bench.Reports;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How long does a close keep its caller while other threads are parked, or inside one long access?
 * A JDK shared arena's close must reach every thread. A lease's must not; what reaches the threads
 * is a thread of the pool, later.
 *
 * <p>A harness of its own, because JMH averages. Only the close is timed, one after the other and
 * as fast as they come, in the same process with all conditions.
 *
 * <pre>
 * java -cp bench/target/benchmarks.jar dev.tidepool.bench.arena.CloseLatency [--quick]
 * </pre>
 */
public final class CloseLatency {

    static final List<String> SUBJECTS = List.of("tidepoolLease", "jdkShared");
    private static final long SIZE = 64;
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_CLOSES = 1_000_000;
    private static final int WARM_UP_CLOSES = 50_000;

    private final long nanos;
    private final long fillBytes;

    private CloseLatency(int millis, boolean isSmoke) {
        this.nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        this.fillBytes = isSmoke ? 16 << 20 : 1 << 30;
    }

    public static void main(String[] args) throws InterruptedException, IOException {
        Reports.main(
                CloseLatency.class,
                args,
                options -> {
                    System.out.println(Machine.here().describe());
                    System.out.println(Latency.table(run(options)));
                });
    }

    /** Times all subjects under all conditions. */
    static List<Latency> run(ReportOptions options) throws InterruptedException {
        List<Latency> latencies = new ArrayList<>();
        for (Beside.Kind kind : Beside.Kind.values()) {
            for (String name : SUBJECTS) {
                latencies.add(run(name, kind, options.latencyMillis(), options.smoke()));
            }
        }
        return latencies;
    }

    /** Times one subject under one condition, for so long after as long a warm-up. */
    static Latency run(String name, Beside.Kind kind, int millis, boolean isSmoke)
            throws InterruptedException {
        try (TravelSubject<?> subject = (TravelSubject<?>) Subjects.open(name)) {
            return new CloseLatency(millis, isSmoke).measure(subject, kind);
        }
    }

    private <T> Latency measure(TravelSubject<T> subject, Beside.Kind kind)
            throws InterruptedException {
        closes(subject, nanos, WARM_UP_CLOSES);
        Beside beside = Beside.start(kind, fillBytes);
        try {
            return Latency.of(subject.name(), kind, closes(subject, nanos, MOST_CLOSES));
        } finally {
            beside.end();
        }
    }

    /** Closes until there were enough or the time is over. */
    private static <T> Histogram closes(TravelSubject<T> subject, long nanos, int most) {
        Histogram histogram = new Histogram(1, LONGEST_NANOS, 3);
        long begin = System.nanoTime();
        long now = begin;
        for (int i = 0; i < most && now - begin < nanos; i++) {
            T sent = subject.send(SIZE);
            long start = System.nanoTime();
            subject.end(sent);
            now = System.nanoTime();
            histogram.recordValue(Math.clamp(now - start, 1, LONGEST_NANOS));
        }
        return histogram;
    }
}
