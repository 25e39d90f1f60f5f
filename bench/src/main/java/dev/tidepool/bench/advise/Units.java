// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import java.util.Locale;

/** Numbers as people say them. */
final class Units {

    private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final String[] TIMES = {"ns", "us", "ms", "s"};

    private Units() {}

    static String bytes(double bytes) {
        return scaled(bytes, 1024, BYTES, 0);
    }

    static String nanos(double nanos) {
        return scaled(nanos, 1000, TIMES, 1);
    }

    private static String scaled(double value, int step, String[] units, int decimals) {
        double rest = value;
        int unit = 0;
        while (rest >= step && unit < units.length - 1) {
            rest /= step;
            unit++;
        }
        int shown = unit == 0 ? decimals : rest < 100 && rest != Math.rint(rest) ? 1 : 0;
        return String.format(Locale.ROOT, "%." + shown + "f %s", rest, units[unit]);
    }
}
