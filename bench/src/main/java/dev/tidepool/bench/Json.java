// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes maps, lists, strings, numbers and ready-made JSON. */
public final class Json {

    private Json() {}

    /** Text that is JSON already. */
    public record Raw(String text) {}

    public static String write(Object value) {
        StringBuilder json = new StringBuilder();
        append(json, value, ",\n");
        return json.append('\n').toString();
    }

    /** {@return the value in one line that ends with a line feed} */
    public static String line(Object value) {
        StringBuilder json = new StringBuilder();
        append(json, value, ", ");
        return json.append('\n').toString();
    }

    private static void append(StringBuilder json, Object value, String comma) {
        switch (value) {
            case Raw raw -> json.append(raw.text().strip());
            case Map<?, ?> map -> appendMap(json, map, comma);
            case List<?> list -> appendList(json, list, comma);
            // JSON has no word for what is not a number.
            case Double number when number.isNaN() || number.isInfinite() -> json.append("null");
            case Number number -> json.append(number);
            case Boolean flag -> json.append(flag);
            default -> appendString(json, value.toString());
        }
    }

    private static void appendMap(StringBuilder json, Map<?, ?> map, String comma) {
        json.append('{');
        for (Iterator<? extends Map.Entry<?, ?>> i = map.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<?, ?> entry = i.next();
            appendString(json, entry.getKey().toString());
            json.append(": ");
            append(json, entry.getValue(), comma);
            json.append(i.hasNext() ? ", " : "");
        }
        json.append('}');
    }

    private static void appendList(StringBuilder json, List<?> list, String comma) {
        json.append('[');
        for (Iterator<?> i = list.iterator(); i.hasNext(); ) {
            append(json, i.next(), comma);
            json.append(i.hasNext() ? comma : "");
        }
        json.append(']');
    }

    private static void appendString(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
