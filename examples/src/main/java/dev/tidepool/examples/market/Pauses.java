// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The safepoints of the collector, from the JVM's log of them: the times in which nothing of the
 * program ran.
 */
record Pauses(long count, long totalNanos, long longestNanos) {

    private static final Pattern SAFEPOINT = Pattern.compile(
            "\\[(\\d+)ns\\] Safepoint \"(?:G1|Z[A-Z]|Serial|Parallel|Shenandoah|Collect).*"
                    + " Total: +(\\d+) ns.*");

    static Pauses read(List<String> log, long start, long end) {
        long count = 0;
        long total = 0;
        long longest = 0;
        for (String line : log) {
            Matcher safepoint = SAFEPOINT.matcher(line);
            if (safepoint.matches()) {
                long at = Long.parseLong(safepoint.group(1));
                if (at - start >= 0 && end - at >= 0) {
                    long nanos = Long.parseLong(safepoint.group(2));
                    count++;
                    total += nanos;
                    longest = Math.max(longest, nanos);
                }
            }
        }
        return new Pauses(count, total, longest);
    }
}
