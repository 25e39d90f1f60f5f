// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON with integers only, into maps, lists, strings and longs. Refuses all else. */
final class JsonReader {

    private final String json;
    private int at;

    private JsonReader(String json) {
        this.json = json;
    }

    static Object read(String json) {
        JsonReader reader = new JsonReader(json);
        Object value = reader.value();
        reader.skipSpace();
        reader.require(reader.at == json.length(), "the end");
        return value;
    }

    private Object value() {
        skipSpace();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            default -> integer();
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        take('{');
        skipSpace();
        while (peek() != '}') {
            if (!members.isEmpty()) {
                take(',');
                skipSpace();
            }
            String key = string();
            skipSpace();
            take(':');
            require(members.put(key, value()) == null, "a new key instead of " + key);
            skipSpace();
        }
        take('}');
        return members;
    }

    private List<Object> array() {
        List<Object> elements = new ArrayList<>();
        take('[');
        skipSpace();
        while (peek() != ']') {
            if (!elements.isEmpty()) {
                take(',');
            }
            elements.add(value());
            skipSpace();
        }
        take(']');
        return elements;
    }

    private String string() {
        StringBuilder text = new StringBuilder();
        take('"');
        while (peek() != '"') {
            char c = json.charAt(at++);
            require(c >= 0x20, "no control character");
            text.append(c == '\\' ? escaped(json.charAt(at++)) : c);
        }
        take('"');
        return text.toString();
    }

    private char escaped(char escape) {
        return switch (escape) {
            case '"', '\\', '/' -> escape;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                at += 4;
                require(json.substring(at - 4, at).matches("[0-9a-fA-F]{4}"), "four digits");
                yield (char) Integer.parseInt(json.substring(at - 4, at), 16);
            }
            default -> throw new IllegalArgumentException("no such escape: " + escape);
        };
    }

    private Long integer() {
        int start = at;
        while (at < json.length() && "-0123456789".indexOf(json.charAt(at)) >= 0) {
            at++;
        }
        String number = json.substring(start, at);
        require(number.matches("0|-?[1-9][0-9]*"), "an integer");
        return Long.valueOf(number);
    }

    private void skipSpace() {
        while (at < json.length() && " \n\r\t".indexOf(json.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        require(at < json.length(), "more");
        return json.charAt(at);
    }

    private void take(char expected) {
        require(peek() == expected, "'" + expected + "'");
        at++;
    }

    private void require(boolean condition, String expected) {
        if (!condition) {
            throw new IllegalArgumentException("expected " + expected + " at " + at);
        }
    }
}
