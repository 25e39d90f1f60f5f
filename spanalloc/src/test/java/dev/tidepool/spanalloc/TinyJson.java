// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A strict reader of JSON: objects as maps, arrays as lists, whole numbers as longs. */
final class TinyJson {
    private final String text;
    private int at;

    private TinyJson(String text) {
        this.text = text;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(String text) {
        var reader = new TinyJson(text);
        Object value = reader.value();
        reader.skipSpace();
        reader.check(reader.at == text.length(), "the end");
        return (Map<String, Object>) value;
    }

    private Object value() {
        skipSpace();
        return switch (peek()) {
            case '{' -> members();
            case '[' -> elements();
            case '"' -> string();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            default -> number();
        };
    }

    private Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        at++;
        if (!follows('}')) {
            do {
                skipSpace();
                String name = string();
                check(follows(':'), "a colon");
                check(members.put(name, value()) == null, "another name than " + name);
            } while (follows(','));
            check(follows('}'), "the end of the object");
        }
        return members;
    }

    private List<Object> elements() {
        List<Object> elements = new ArrayList<>();
        at++;
        if (!follows(']')) {
            do {
                elements.add(value());
            } while (follows(','));
            check(follows(']'), "the end of the array");
        }
        return elements;
    }

    private String string() {
        check(peek() == '"', "a string");
        var read = new StringBuilder();
        for (at++; peek() != '"'; at++) {
            check(peek() >= ' ', "an escaped control character");
            if (peek() == '\\') {
                at++;
                read.append(escaped());
            } else {
                read.append(peek());
            }
        }
        at++;
        return read.toString();
    }

    private char escaped() {
        char escape = peek();
        if (escape == 'u') {
            String digits = text.substring(at + 1, at + 5);
            at += 4;
            return (char) Integer.parseInt(digits, 16);
        }
        int plain = "\"\\/bfnrt".indexOf(escape);
        check(plain >= 0, "an escape");
        return "\"\\/\b\f\n\r\t".charAt(plain);
    }

    private Object number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String digits = text.substring(start, at);
        check(digits.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?"), "a number");
        if (digits.matches("-?\\d+")) {
            return Long.parseLong(digits);
        }
        return Double.parseDouble(digits);
    }

    private Object literal(String word, Object meaning) {
        check(text.startsWith(word, at), word);
        at += word.length();
        return meaning;
    }

    private boolean follows(char sign) {
        skipSpace();
        boolean follows = peek() == sign;
        at += follows ? 1 : 0;
        return follows;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        check(at < text.length(), "more");
        return text.charAt(at);
    }

    private void check(boolean good, String expected) {
        if (!good) {
            throw new AssertionError("expected " + expected + " at " + at + " of " + text);
        }
    }
}
