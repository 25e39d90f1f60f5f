// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import dev.tidepool.pool.PoolStats;
import dev.tidepool.spanalloc.SpanStats;
import java.util.List;

/**
 * What was measured of one variant, over all its rounds.
 *
 * @param rates bytes of input per second, one for each round
 * @param allocated bytes of heap, or negative if unknown
 * @param created objects created while measuring
 * @param retained objects kept for reuse after the last round
 * @param retainedAfterTides the same after two tides without use
 * @param offHeapPeak the most bytes that the texts of records ever took outside the heap
 */
record Result(
        String name,
        List<Double> rates,
        Meter shipped,
        long allocated,
        GcLog.Totals collections,
        long created,
        long retained,
        long retainedAfterTides,
        long checksum,
        long offHeapPeak,
        List<PoolStats> pools,
        List<SpanStats> spans) {

    double medianRate() {
        List<Double> sorted = rates.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double lowestRate() {
        return rates.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    }

    double highestRate() {
        return rates.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    /** Whether a round of one was slower than a round of the other, and the reverse. */
    boolean overlaps(Result other) {
        return lowestRate() <= other.highestRate() && other.lowestRate() <= highestRate();
    }

    double allocatedPerByte() {
        return allocated < 0 ? Double.NaN : (double) allocated / Math.max(1, shipped.bytes);
    }

    /** The share of objects taken that had been used before. */
    double hitRate() {
        long taken = shipped.taken.all();
        return taken == 0 ? 0 : 1 - (double) created / taken;
    }

    long recordNanos(double percentile) {
        return shipped.recordNanos.getValueAtPercentile(percentile);
    }
}
