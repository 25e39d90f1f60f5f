// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Counts for one thread at a time what it ships. It allocates nothing while it does, for the
 * report counts allocated bytes too.
 */
final class Meter {

    /** A minute: whatever takes longer is counted as that. */
    private static final long LONGEST_NANOS = 60_000_000_000L;

    final Taken taken = new Taken();
    final Histogram recordNanos = new Histogram(1, LONGEST_NANOS, 3);
    long bytes;
    private long clock;

    /** The next record's time starts now. */
    void startClock() {
        clock = System.nanoTime();
    }

    /** A record is done: its time is what has passed since the one before was done. */
    void recordDone() {
        long now = System.nanoTime();
        recordNanos.recordValue(Math.clamp(now - clock, 1, LONGEST_NANOS));
        clock = now;
    }

    /** The sum of several meters, which count from zero again. Their threads must be done. */
    static Meter drain(List<Meter> meters) {
        Meter sum = new Meter();
        for (Meter meter : meters) {
            sum.add(meter);
            meter.taken.clear();
            meter.recordNanos.reset();
            meter.bytes = 0;
        }
        return sum;
    }

    void add(Meter other) {
        taken.add(other.taken);
        recordNanos.add(other.recordNanos);
        bytes += other.bytes;
    }
}
