// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A Markdown table aligned for reading as it is; the columns after the second are numbers. */
public final class TextTable {

    private static final int TEXT_COLUMNS = 2;

    private final List<String[]> rows = new ArrayList<>();

    public TextTable(String... headings) {
        rows.add(headings);
    }

    public void row(String... cells) {
        rows.add(cells);
    }

    /** {@return the number with so many decimals, or a dash for NaN} */
    public static String number(double value, int decimals) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    @Override
    public String toString() {
        int[] widths = widths();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            append(text, rows.get(i), widths);
            if (i == 0) {
                rule(text, widths);
            }
        }
        return text.toString();
    }

    private int[] widths() {
        int[] widths = new int[rows.getFirst().length];
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        return widths;
    }

    private static void append(StringBuilder text, String[] row, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            String gap = " ".repeat(widths[i] - row[i].length());
            text.append("| ").append(i < TEXT_COLUMNS ? row[i] + gap : gap + row[i]).append(' ');
        }
        text.append("|\n");
    }

    private static void rule(StringBuilder text, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            String dashes = "-".repeat(widths[i]);
            String rule = i < TEXT_COLUMNS ? dashes : dashes.substring(1) + ":";
            text.append("| ").append(rule).append(' ');
        }
        text.append("|\n");
    }
}
