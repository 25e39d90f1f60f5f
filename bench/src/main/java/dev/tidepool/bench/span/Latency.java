// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * How long single calls take: every {@value #STRIDE}st call of each thread, allocations and frees
 * apart. A sample has the clock's own cost in it, some 20 ns, and wall-clock time, so that it shows
 * when the thread was not running. Any thread may record.
 */
final class Latency {

    /** Odd, or in pairs of calls it would meet the allocations only. */
    static final int STRIDE = 61;

    private static final long MOST = TimeUnit.MINUTES.toNanos(1);
    private static final int DIGITS = 3;
    private static final int CLOCK_SAMPLES = 10_001;

    private final Histogram allocations = new ConcurrentHistogram(MOST, DIGITS);
    private final Histogram frees = new ConcurrentHistogram(MOST, DIGITS);

    /**
     * A distribution.
     *
     * @param samples how many there are
     * @param p50 the median, in nanoseconds
     * @param p99 in nanoseconds
     * @param p999 in nanoseconds
     */
    record Percentiles(long samples, long p50, long p99, long p999) {

        static final Percentiles NONE = new Percentiles(0, 0, 0, 0);

        static Percentiles of(Histogram histogram) {
            return new Percentiles(
                    histogram.getTotalCount(),
                    histogram.getValueAtPercentile(50),
                    histogram.getValueAtPercentile(99),
                    histogram.getValueAtPercentile(99.9));
        }
    }

    void allocated(long nanos) {
        allocations.recordValue(Math.clamp(nanos, 0, MOST));
    }

    void freed(long nanos) {
        frees.recordValue(Math.clamp(nanos, 0, MOST));
    }

    /** Forgets what was; while nobody records. */
    void reset() {
        allocations.reset();
        frees.reset();
    }

    Percentiles ofAllocations() {
        return Percentiles.of(allocations);
    }

    Percentiles ofFrees() {
        return Percentiles.of(frees);
    }

    /** {@return the median cost of looking at the clock, in nanoseconds} */
    static long ofClock() {
        Histogram clock = new Histogram(MOST, DIGITS);
        for (int i = 0; i < CLOCK_SAMPLES; i++) {
            long start = System.nanoTime();
            clock.recordValue(Math.clamp(System.nanoTime() - start, 0, MOST));
        }
        return clock.getValueAtPercentile(50);
    }
}
