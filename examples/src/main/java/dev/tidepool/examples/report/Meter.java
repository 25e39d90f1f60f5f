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
    /** Off-heap bytes of records in use, the most that can have been at once. */
    long offHeapPeak;
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

    /** A record holds so many bytes outside the heap; a thread has one record at a time. */
    void sawOffHeap(int held) {
        if (held > offHeapPeak) {
            offHeapPeak = held;
        }
    }

    /** The sum of several meters, which count from zero again. Their threads must be done. */
    static Meter drain(List<Meter> meters) {
        Meter sum = new Meter();
        long offHeapAtOnce = 0;
        for (Meter meter : meters) {
            sum.add(meter);
            offHeapAtOnce += meter.offHeapPeak;
            meter.offHeapPeak = 0;
            meter.taken.clear();
            meter.recordNanos.reset();
            meter.bytes = 0;
        }
        sum.offHeapPeak = offHeapAtOnce;
        return sum;
    }

    /** Adds what was shipped at another time. */
    void add(Meter other) {
        taken.add(other.taken);
        recordNanos.add(other.recordNanos);
        bytes += other.bytes;
        offHeapPeak = Math.max(offHeapPeak, other.offHeapPeak);
    }
}
