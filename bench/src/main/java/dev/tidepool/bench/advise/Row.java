// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import dev.tidepool.bench.Statistics;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The answer to one question, over all intervals of all forks.
 *
 * @param nanos per operation, the median
 * @param low the lower quartile
 * @param high the upper quartile
 * @param bytes of garbage per operation, the median
 * @param misses of a pool per operation, the median
 * @param collections in all intervals together
 */
record Row(double nanos, double low, double high, double bytes, double misses, long collections) {

    /** What stands for a question that was not asked. */
    static final Row NONE =
            new Row(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0);

    static Row of(List<Interval> intervals) {
        double[] sorted = intervals.stream().mapToDouble(Interval::nanos).sorted().toArray();
        return new Row(
                Statistics.median(Arrays.stream(sorted).boxed().toList()),
                sorted[(sorted.length - 1) / 4],
                sorted[sorted.length - 1 - (sorted.length - 1) / 4],
                Statistics.median(intervals.stream().map(Interval::bytes).toList()),
                Statistics.median(intervals.stream().map(Interval::misses).toList()),
                intervals.stream().mapToLong(Interval::collections).sum());
    }

    boolean isKnown() {
        return !Double.isNaN(nanos);
    }

    /** {@return whether this is faster, and no noise} */
    boolean isBelow(Row other) {
        return high < other.low;
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("nanos", nanos);
        map.put("low", low);
        map.put("high", high);
        map.put("bytes", bytes);
        map.put("misses", misses);
        map.put("collections", collections);
        return map;
    }
}
