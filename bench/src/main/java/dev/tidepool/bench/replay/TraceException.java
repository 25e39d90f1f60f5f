// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import java.io.IOException;

/** A trace that is none: where, what was expected there, and what was found. */
public final class TraceException extends IOException {

    private static final long serialVersionUID = 1;

    private final long line;
    private final int column;

    TraceException(long line, int column, String expected, String found) {
        super(
                "line "
                        + line
                        + ", column "
                        + column
                        + ": expected "
                        + expected
                        + ", found "
                        + found);
        this.line = line;
        this.column = column;
    }

    /** {@return from 1} */
    public long line() {
        return line;
    }

    /** {@return from 1, in bytes} */
    public int column() {
        return column;
    }

    /** {@return the text in quotes, shortened, with nothing in it that a terminal obeys} */
    static String quote(byte[] text, int from, int end) {
        StringBuilder quoted = new StringBuilder("\"");
        int most = 40;
        for (int i = from; i < Math.min(end, from + most); i++) {
            int c = text[i] & 0xff;
            if (c < ' ' || c > '~') {
                quoted.append(String.format("\\x%02x", c));
            } else {
                quoted.append(c == '"' || c == '\\' ? "\\" : "").append((char) c);
            }
        }
        return quoted.append(end - from > most ? "\"..." : "\"").toString();
    }
}
