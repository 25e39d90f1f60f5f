// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.fuzz;

import java.nio.charset.StandardCharsets;

/** An input for which a target broke its promise, and how. */
record Finding(byte[] input, Throwable failure) {

    private static final int MOST_SHOWN = 600;

    /** {@return what findings of one fault have in common: the kind of failure and its place} */
    String key() {
        return key(failure);
    }

    static String key(Throwable failure) {
        StringBuilder key = new StringBuilder(failure.getClass().getName());
        for (StackTraceElement frame : failure.getStackTrace()) {
            boolean ours = frame.getClassName().startsWith("dev.tidepool.")
                    && !frame.getClassName().startsWith("dev.tidepool.bench.fuzz.E")
                    && !frame.getMethodName().equals("require");
            if (ours) {
                return key.append(" at ").append(frame.getClassName()).append('.')
                        .append(frame.getMethodName()).append(':').append(frame.getLineNumber())
                        .toString();
            }
        }
        return key.toString();
    }

    @Override
    public String toString() {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        StringBuilder shown = new StringBuilder();
        text.chars().limit(MOST_SHOWN).forEach(c -> shown.append(
                c == '\n' || (c >= ' ' && c <= '~') ? "" + (char) c
                        : String.format("\\x%02x", c)));
        return key() + ": " + failure.getMessage() + "\n--- input of " + input.length
                + " bytes\n" + shown + "\n---";
    }
}
