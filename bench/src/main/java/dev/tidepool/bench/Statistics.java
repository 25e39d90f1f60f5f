// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import java.util.Collection;

/** Medians, because one disturbed run must not decide a comparison. */
public final class Statistics {

    private Statistics() {}

    /** {@return the median of the values that are numbers, NaN if there are none} */
    public static double median(Collection<Double> values) {
        double[] sorted =
                values.stream()
                        .mapToDouble(Double::doubleValue)
                        .filter(value -> !Double.isNaN(value))
                        .sorted()
                        .toArray();
        int n = sorted.length;
        return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }
}
