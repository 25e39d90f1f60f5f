// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.List;

/**
 * Objects that were got at one place, never put back, and became unreachable.
 *
 * @param pool the pool's name
 * @param count how many such objects were found up to this report
 * @param stack where they were got, innermost frame first, without the pool's own frames
 */
public record LeakReport(String pool, long count, List<StackTraceElement> stack) {

    /**
     * Makes a report.
     *
     * @throws NullPointerException if {@code stack} is null or holds null
     */
    public LeakReport {
        stack = List.copyOf(stack);
    }

    @Override
    public String toString() {
        var text = new StringBuilder("pool ").append(pool).append(": ").append(count)
                .append(count == 1 ? " object was" : " objects were")
                .append(" got here and never put back");
        for (StackTraceElement frame : stack) {
            text.append("\n\tat ").append(frame);
        }
        return text.toString();
    }
}
