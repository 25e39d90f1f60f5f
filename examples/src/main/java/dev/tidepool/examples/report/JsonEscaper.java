// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.nio.charset.StandardCharsets;

/**
 * Writes bytes as the inside of a JSON string.
 *
 * <p>Well-formed UTF-8 is copied. Quotes, backslashes and control characters are escaped. Bytes
 * that are not UTF-8 become U+FFFD, one for each sequence that
 * {@link String#String(byte[], java.nio.charset.Charset)} replaces by one: whoever parses the JSON
 * gets the very string that the JDK decodes from the bytes.
 */
final class JsonEscaper {

    private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final boolean[] PLAIN = plain();

    private JsonEscaper() {}

    static void escape(byte[] source, int from, int length, GrowingBuffer out) {
        int end = from + length;
        int i = from;
        while (i < end) {
            int run = i;
            while (run < end && PLAIN[source[run] & 0xFF]) {
                run++;
            }
            out.append(source, i, run - i);
            i = run < end ? run + escapeOne(source, run, end, out) : end;
        }
    }

    /** Handles what is not plain ASCII; returns how many bytes it consumed. */
    private static int escapeOne(byte[] source, int i, int end, GrowingBuffer out) {
        if (source[i] >= 0) {
            escapeAscii(source[i], out);
            return 1;
        }
        int length = sequence(source, i, end);
        if (length > 0) {
            out.append(source, i, length);
            return length;
        }
        out.append(REPLACEMENT);
        return -length;
    }

    private static void escapeAscii(byte value, GrowingBuffer out) {
        out.append((byte) '\\');
        switch (value) {
            case '"', '\\' -> out.append(value);
            case '\b' -> out.append((byte) 'b');
            case '\t' -> out.append((byte) 't');
            case '\n' -> out.append((byte) 'n');
            case '\f' -> out.append((byte) 'f');
            case '\r' -> out.append((byte) 'r');
            default -> {
                out.append((byte) 'u');
                out.append((byte) '0');
                out.append((byte) '0');
                out.append(HEX[value >> 4]);
                out.append(HEX[value & 0xF]);
            }
        }
    }

    /** Length of the UTF-8 sequence at {@code i}; negative: of the malformed one. */
    private static int sequence(byte[] source, int i, int end) {
        int lead = source[i] & 0xFF;
        if (lead < 0xC2 || lead > 0xF4 || end - i < 2 || !isSecond(lead, source[i + 1])) {
            return -1;
        }
        if (lead < 0xE0) {
            return 2;
        }
        if (end - i < 3 || !continues(source[i + 2])) {
            return -2;
        }
        if (lead < 0xF0) {
            boolean surrogate = lead == 0xED && (source[i + 1] & 0xFF) >= 0xA0;
            return surrogate ? -3 : 3;
        }
        return end - i < 4 || !continues(source[i + 3]) ? -3 : 4;
    }

    private static boolean isSecond(int lead, byte second) {
        int value = second & 0xFF;
        return continues(second) && switch (lead) {
            case 0xE0 -> value >= 0xA0;
            case 0xF0 -> value >= 0x90;
            case 0xF4 -> value < 0x90;
            default -> true;
        };
    }

    private static boolean continues(byte value) {
        return (value & 0xC0) == 0x80;
    }

    private static boolean[] plain() {
        boolean[] plain = new boolean[256];
        for (int c = 0x20; c < 0x80; c++) {
            plain[c] = c != '"' && c != '\\';
        }
        return plain;
    }
}
