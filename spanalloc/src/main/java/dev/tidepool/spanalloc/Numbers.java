// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
final class Numbers {

    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final char NO_BREAK = '\u00A0';

    private Numbers() {}

    /** All digits, in groups of three. */
    static String whole(long value) {
        return String.format(Locale.ROOT, "%,d", value).replace(',', ' ');
    }

    static String count(long count, String noun) {
        return whole(count) + " " + noun + (count == 1 ? "" : "s");
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
    }

    static String percent(long part, long whole) {
        return whole == 0 ? "-" : String.format(Locale.ROOT, "%.1f", 100.0 * part / whole);
    }

    /** Rounded to what a sentence needs; no line break parts the number from its unit. */
    static String roughPercent(double share) {
        return String.format(Locale.ROOT, share > 0 && share < 0.0995 ? "%.1f%s%%" : "%.0f%s%%",
                100 * share, NO_BREAK);
    }

    /** Rounded to what a sentence needs; no line break parts the number from its unit. */
    static String size(long bytes) {
        if (bytes < 1024) {
            return whole(bytes) + NO_BREAK + (bytes == 1 ? "byte" : "bytes");
        }
        int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
        double value = bytes / (double) (1L << (10 * unit));
        boolean whole = value >= 100 || value == Math.rint(value);
        return String.format(Locale.ROOT, whole ? "%.0f%s%s" : "%.1f%s%s", value, NO_BREAK,
                UNITS[unit - 1]);
    }
}
