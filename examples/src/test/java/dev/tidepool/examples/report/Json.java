// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

/** Just enough of a JSON parser to read back what the escaper wrote. Strict about what it reads. */
final class Json {

    private Json() {}

    /** The text that the inside of a JSON string stands for. */
    static String unescape(String json) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c < 0x20 || c == '"') {
                throw new IllegalArgumentException("a bare " + (int) c + " at " + i);
            }
            if (c != '\\') {
                text.append(c);
                continue;
            }
            i++;
            if (json.charAt(i) == 'u') {
                text.append((char) Integer.parseInt(json.substring(i + 1, i + 5), 16));
                i += 4;
            } else {
                text.append(plain(json.charAt(i)));
            }
        }
        return text.toString();
    }

    private static char plain(char escape) {
        return switch (escape) {
            case '"', '\\', '/' -> escape;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> throw new IllegalArgumentException("no such escape: " + escape);
        };
    }
}
