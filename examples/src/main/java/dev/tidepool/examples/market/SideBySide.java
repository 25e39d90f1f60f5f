// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** Runs beside each other: the histogram of each, then its figures. */
public final class SideBySide {

    private static final double[] PERCENTILES = {50, 99, 99.9, 99.99, 100};
    /** Bars reach from a power of two, in nanoseconds, to the next. */
    private static final int FIRST = 8;
    private static final int LAST = 30;
    private static final int WIDTH = 12;

    private final PrintStream out;
    private final List<Column> columns;

    public SideBySide(PrintStream out, List<Column> columns) {
        this.out = out;
        this.columns = columns;
    }

    public void print() {
        row("latency from", Column::name);
        int first = FIRST;
        int last = LAST;
        while (first < last && emptyAt(first)) {
            first++;
        }
        while (last > first && emptyAt(last)) {
            last--;
        }
        for (int power = first; power <= last; power++) {
            int bar = power;
            row(power == FIRST ? "0 us" : micros(1L << power) + " us",
                    column -> bar(count(column.latency(), bar)));
        }
        out.println();
        row("", Column::name);
        for (double percentile : PERCENTILES) {
            row(percentile == 100 ? "max, us" : "p" + trim(percentile) + ", us",
                    column -> micros(column.latency().getValueAtPercentile(percentile)));
        }
        row("B/message", column -> format(column.bytesPerMessage()));
        row("pauses", column -> "" + column.pauses().count());
        row("paused, us", column -> micros(column.pauses().totalNanos()));
        row("longest, us", column -> micros(column.pauses().longestNanos()));
        row("machine, us", column -> micros(column.waitedNanos()));
    }

    private boolean emptyAt(int power) {
        return columns.stream().allMatch(column -> count(column.latency(), power) == 0);
    }

    private static long count(Histogram histogram, int power) {
        long low = power == FIRST ? 0 : 1L << power;
        long high = power == LAST ? histogram.getHighestTrackableValue() : (1L << (power + 1)) - 1;
        long below = low == 0 ? 0 : histogram.getCountBetweenValues(0, low - 1);
        return histogram.getCountBetweenValues(0, high) - below;
    }

    /** A mark for each factor of four: the rare late packets are what one looks for. */
    private static String bar(long count) {
        if (count == 0) {
            return "";
        }
        int marks = 1 + (63 - Long.numberOfLeadingZeros(count)) / 2;
        return "#".repeat(Math.min(WIDTH, marks));
    }

    private void row(String label, Function<Column, String> cell) {
        StringBuilder line = new StringBuilder(String.format("%-14s", label));
        for (Column column : columns) {
            line.append(String.format("  %-" + WIDTH + "s", cell.apply(column)));
        }
        out.println(line.toString().stripTrailing());
    }

    private static String micros(long nanos) {
        return format(nanos / 1e3);
    }

    private static String format(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }

    private static String trim(double number) {
        String text = "" + number;
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
