// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.fuzz;

/** Reads an input as a row of decisions; behind its end all of them are 0. */
public final class Choices {

    private final byte[] input;
    private int at;

    public Choices(byte[] input) {
        this.input = input;
    }

    public boolean hasMore() {
        return at < input.length;
    }

    /** {@return the next byte, from 0 to 255} */
    public int next() {
        return at < input.length ? input[at++] & 0xff : 0;
    }

    public int below(int bound) {
        return next() % bound;
    }

    /** {@return a number of any length and sign; short ones cost few bytes} */
    public long number() {
        int form = next();
        long number = 0;
        for (int i = form & 7; i >= 0; i--) {
            number = number << 8 | next();
        }
        return (form & 8) == 0 ? number : -number;
    }

    /** {@return text of up to 40 UTF-16 units, halves of pairs and controls included} */
    public String text() {
        StringBuilder text = new StringBuilder();
        int length = below(41);
        for (int i = 0; i < length; i++) {
            int c = next();
            text.append((char) (c < 0xd0 ? c : (c << 8 | next())));
        }
        return text.toString();
    }
}
