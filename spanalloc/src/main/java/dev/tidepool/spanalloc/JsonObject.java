// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** A JSON object that is being written; its members appear in the order in which they were put. */
final class JsonObject {

    private final StringBuilder members = new StringBuilder();

    void put(String key, long value) {
        member(key).append(value);
    }

    void put(String key, String value) {
        quote(value, member(key));
    }

    void put(String key, JsonObject value) {
        member(key).append(value);
    }

    void put(String key, List<JsonObject> rows) {
        member(key).append(rows.stream().map(row -> "\n  " + row)
                .collect(Collectors.joining(",", "[", "]")));
    }

    void putNumbers(String key, List<Long> numbers) {
        member(key).append(numbers);
    }

    private StringBuilder member(String key) {
        if (!members.isEmpty()) {
            members.append(", ");
        }
        return quote(key, members).append(": ");
    }

    private static StringBuilder quote(String text, StringBuilder out) {
        out.append('"');
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (isSafe(c)) {
                        out.appendCodePoint(c);
                    } else {
                        out.append("\\u").append(HexFormat.of().toHexDigits((char) c));
                    }
                }
            }
        });
        return out.append('"');
    }

    /** Half a surrogate pair would not survive UTF-8; some readers break lines at U+2028. */
    private static boolean isSafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    @Override
    public String toString() {
        return "{" + members + "}";
    }
}
