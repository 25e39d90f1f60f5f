// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import java.util.Locale;

/** Text for a page, which is well-formed XML as well. */
final class Html {

    private Html() {}

    static String escape(String text) {
        StringBuilder html = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(isAllowed(c) ? c : ' ');
            }
        }
        return html.toString();
    }

    /** XML knows no other control characters, not even escaped ones, and not two more. */
    private static boolean isAllowed(char c) {
        return (c >= ' ' || c == '\n' || c == '\t') && c < '\uFFFE';
    }

    static String element(String tag, String text) {
        return "<" + tag + ">" + escape(text) + "</" + tag + ">\n";
    }

    /** {@return a name as part of a fragment's address} */
    static String id(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "-");
    }

    /** {@return a format filled in with numbers as programs read them} */
    static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
