// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * The pauses in a log that the JVM wrote with {@code -Xlog:safepoint=info,gc=info} and its clock in
 * nanoseconds.
 *
 * <p>A pause is a safepoint of the collector: no thread of the program runs from its beginning to
 * its end, the time to stop them all included. That is the same for every collector. Not in it: the
 * work beside the program, handshakes that stop one thread after another, and allocation stalls,
 * where ZGC makes a thread wait for memory; those are counted apart. Latency sees all of them.
 */
final class Pauses {

    private static final Pattern SAFEPOINT = Pattern.compile(
            "\\[(\\d+)ns\\] Safepoint \"([^\"]+)\".* Total: +(\\d+) ns.*");
    private static final Pattern STALL = Pattern.compile(
            "\\[(\\d+)ns\\] .*Allocation Stall \\(.*\\) ([\\d.]+)ms.*");
    private static final Pattern COLLECTS = Pattern.compile(
            "(Serial|Parallel|G1|Z[A-Z]|X[A-Z]|Shenandoah|GenCollect|CollectFor).*");

    /** Nanoseconds. */
    final Histogram histogram = new Histogram(TimeUnit.HOURS.toNanos(1), 3);
    long totalNanos;
    long stalls;
    double stallMillis;
    /** Safepoints for other things than collecting. */
    long others;

    /** Adds what lies between the two times. */
    Pauses read(List<String> log, long fromNanos, long toNanos) {
        for (String line : log) {
            Matcher safepoint = SAFEPOINT.matcher(line);
            if (safepoint.matches() && within(safepoint.group(1), fromNanos, toNanos)) {
                safepoint(safepoint.group(2), Long.parseLong(safepoint.group(3)));
            }
            Matcher stall = STALL.matcher(line);
            if (stall.matches() && within(stall.group(1), fromNanos, toNanos)) {
                stalls++;
                stallMillis += Double.parseDouble(stall.group(2));
            }
        }
        return this;
    }

    private static boolean within(String time, long from, long to) {
        long nanos = Long.parseLong(time);
        return nanos - from >= 0 && to - nanos >= 0;
    }

    private void safepoint(String operation, long nanos) {
        if (COLLECTS.matcher(operation).matches()) {
            histogram.recordValue(Math.min(nanos, histogram.getHighestTrackableValue()));
            totalNanos += nanos;
        } else {
            others++;
        }
    }

    void add(Pauses more) {
        histogram.add(more.histogram);
        totalNanos += more.totalNanos;
        stalls += more.stalls;
        stallMillis += more.stallMillis;
        others += more.others;
    }

    long count() {
        return histogram.getTotalCount();
    }

    double totalMillis() {
        return totalNanos / 1e6;
    }

    /** {@return NaN if there was none} */
    double millisAt(double percentile) {
        return count() == 0 ? Double.NaN : histogram.getValueAtPercentile(percentile) / 1e6;
    }

    double longestMillis() {
        return millisAt(100);
    }
}
