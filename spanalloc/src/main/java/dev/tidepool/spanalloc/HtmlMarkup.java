// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.Locale;

/** HTML under way that is well-formed XML too, so that a strict parser can check it. */
final class HtmlMarkup {

    private final StringBuilder out = new StringBuilder();

    /** Appends markup as it is. */
    HtmlMarkup raw(String markup) {
        out.append(markup);
        return this;
    }

    HtmlMarkup raw(HtmlMarkup markup) {
        out.append(markup.out);
        return this;
    }

    /** Appends markup with values in it that are numbers or need no escaping. */
    HtmlMarkup format(String markup, Object... values) {
        out.append(String.format(Locale.ROOT, markup, values));
        return this;
    }

    /** Appends plain text. */
    HtmlMarkup text(String text) {
        text.codePoints().forEach(this::escape);
        return this;
    }

    /** Appends an element with attributes, if any, that holds plain text. */
    HtmlMarkup element(String tag, String text) {
        int space = tag.indexOf(' ');
        String name = space < 0 ? tag : tag.substring(0, space);
        return raw("<").raw(tag).raw(">").text(text).raw("</").raw(name).raw(">");
    }

    /** Appends a cell with a number whose groups of digits no line break parts. */
    HtmlMarkup number(String number) {
        return element("td", number.replace(' ', '\u202F'));
    }

    /** Appends the start of a table that keyboards can scroll where the screen is narrow. */
    HtmlMarkup openTable(String label) {
        return raw("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
                .text(label).raw("\">\n<table>\n");
    }

    HtmlMarkup closeTable() {
        return raw("</table>\n</div>\n");
    }

    HtmlMarkup line() {
        return raw("\n");
    }

    private void escape(int c) {
        switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            default -> out.appendCodePoint(isAllowed(c) ? c : 0xFFFD);
        }
    }

    /** XML has no way to say most control characters, HTML none for some more. */
    private static boolean isAllowed(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c == '\n' || c == '\t';
            case Character.SURROGATE -> false;
            default -> (c & 0xFFFE) != 0xFFFE;
        };
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
