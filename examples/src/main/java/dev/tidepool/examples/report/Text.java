// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** Numbers and lists as people read them, in the table and on the page alike. */
final class Text {

    private static final int NAMED_AT_MOST = 20;

    private Text() {}

    static String count(long count, String noun) {
        return whole(count) + " " + noun + (count == 1 ? "" : "s");
    }

    static String whole(long value) {
        return String.format(Locale.ROOT, "%,d", value).replace(',', ' ');
    }

    /** Exact while it is short enough to matter exactly. */
    static String number(long value) {
        return value < 1_000_000 ? whole(value)
                : value < 1_000_000_000 ? significant(value / 1e6) + " M"
                : significant(value / 1e9) + " G";
    }

    static String size(long bytes) {
        return bytes < 10_000 ? count(bytes, "byte")
                : bytes < 1_000_000 ? significant(bytes / 1e3) + " kB"
                : significant(bytes / 1e6) + " MB";
    }

    static String micros(long nanos) {
        return significant(nanos / 1e3);
    }

    /** Three digits or more: as many as say something. */
    static String significant(double value) {
        double size = Math.abs(value);
        if (size >= 100) {
            return whole(Math.round(value));
        }
        int decimals = size >= 10 ? 1 : size >= 1 || size == 0 ? 2 : size >= 0.01 ? 3 : 5;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    static String percent(double share) {
        // A rounded 100 % would claim that nothing was ever created.
        double percent = share < 1 ? Math.min(100 * share, 99.9999) : 100;
        return String.format(Locale.ROOT, percent > 99 && percent < 100 ? "%.4f" : "%.1f",
                percent);
    }

    static String someOf(List<?> things) {
        String named = things.stream().limit(NAMED_AT_MOST).map(Object::toString)
                .collect(Collectors.joining(", "));
        int more = things.size() - NAMED_AT_MOST;
        return more > 0 ? named + " and " + more + " more" : named;
    }

    /** The system's words for what went wrong, without the path that the message names anyway. */
    static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "it does not exist";
            case FileAlreadyExistsException f -> f.getFile() + " is in the way";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
        };
    }
}
