// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import java.util.Locale;

/** Numbers for people. */
final class Text {

    private static final double LEAST = 0.0005;

    private Text() {}

    /** {@return three digits, or all before the point; a dash for what is not known} */
    static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "-";
        }
        double size = Math.abs(value);
        if (size < LEAST) {
            return "0";
        }
        int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
