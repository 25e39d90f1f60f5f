// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.util.Locale;

/** Writes XML, which HTML of this kind is too. */
final class Markup {

    private final StringBuilder out = new StringBuilder();

    /** Appends markup as it is. */
    Markup raw(String markup) {
        out.append(markup);
        return this;
    }

    /** Appends markup with numbers in it; a decimal point is a point everywhere. */
    Markup format(String markup, Object... values) {
        out.append(String.format(Locale.ROOT, markup, values));
        return this;
    }

    /** Appends an element that holds plain text. */
    Markup element(String tag, String text) {
        return raw("<" + tag + ">").text(text).raw("</" + tag.split(" ", 2)[0] + ">\n");
    }

    /** Appends plain text. */
    Markup text(String text) {
        out.append(escape(text));
        return this;
    }

    /** File names may hold anything, even what XML has no way to say. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isXml(c) ? c : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    private static boolean isXml(int c) {
        return c == '\t' || c == '\n' || (c >= 0x20 && c < 0x7F) || (c >= 0xA0 && c < 0xD800)
                || (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
