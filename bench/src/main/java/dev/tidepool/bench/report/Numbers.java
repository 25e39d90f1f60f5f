// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import dev.tidepool.bench.Figure;
import dev.tidepool.bench.Interval;
import dev.tidepool.bench.TextTable;

/** How figures are written. */
final class Numbers {

    private Numbers() {}

    /** {@return a ratio with two decimals, or more where it is small} */
    static String ratio(double ratio) {
        int zeros = ratio > 0 ? (int) Math.max(0, -Math.floor(Math.log10(ratio)) - 1) : 0;
        return TextTable.number(ratio, 2 + Math.min(3, zeros));
    }

    /** {@return a figure with two decimals, or fewer where it is large} */
    static String amount(double value) {
        double size = Math.abs(value);
        return TextTable.number(value, size >= 10_000 ? 0 : size >= 1000 ? 1 : 2);
    }

    /** {@return least to most} */
    static String range(Interval interval) {
        return interval.isKnown()
                ? ratio(interval.least()) + " to " + ratio(interval.most())
                : TextTable.number(Double.NaN, 0);
    }

    /** {@return the verdict, and whether all rounds give the same} */
    static String verdict(Figure figure) {
        return figure.verdict() + (figure.isClose() ? " *" : "");
    }
}
