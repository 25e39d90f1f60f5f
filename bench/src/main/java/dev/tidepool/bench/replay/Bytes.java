// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.bench.TextTable;
import java.util.Locale;

/** Amounts of memory, as the command line and reports write them. */
final class Bytes {

    private static final double MEBIBYTE = 1 << 20;
    private static final int KIB_SHIFT = 10;

    private Bytes() {}

    /** {@return bytes of a number with k, m or g behind it, or nothing} */
    static long parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.matches("\\d{1,9}[kmg]?|\\d{10,15}")) {
            throw new IllegalArgumentException(
                    "an amount of memory is a number with k, m, g or nothing behind it, not "
                            + text);
        }
        int shift = KIB_SHIFT * (1 + "kmg".indexOf(lower.charAt(lower.length() - 1)));
        String digits = shift > 0 ? lower.substring(0, lower.length() - 1) : lower;
        return Long.parseLong(digits) << shift;
    }

    /** {@return MiB with one decimal, a dash for a negative number, which is an unknown one} */
    static String mebibytes(long bytes) {
        return TextTable.number(bytes < 0 ? Double.NaN : bytes / MEBIBYTE, 1);
    }
}
