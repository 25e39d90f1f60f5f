// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import dev.tidepool.bench.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A table to be shown as Markdown or on a page; the columns after the second are numbers. */
final class Table {

    private static final int TEXT_COLUMNS = 2;

    private final List<String> headings = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    Table(List<String> headings) {
        this.headings.addAll(headings);
    }

    void row(List<String> cells) {
        rows.add(List.copyOf(cells));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    String toMarkdown() {
        TextTable table = new TextTable(escaped(headings));
        rows.forEach(row -> table.row(escaped(row)));
        return table.toString();
    }

    private static String[] escaped(List<String> cells) {
        return cells.stream().map(Table::escape).toArray(String[]::new);
    }

    /** {@return text that is nothing but text within a cell of a Markdown table} */
    static String escape(String text) {
        return text.replaceAll("\\s", " ")
                .replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("*", "\\*")
                .replace("`", "\\`")
                .replace("&", "&amp;")
                .replace("<", "&lt;");
    }

    /** {@return the table in a box of its own that scrolls where the screen is too narrow} */
    String toHtml() {
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table>\n<thead>");
        append(html, headings, "th");
        html.append("</thead>\n<tbody>\n");
        rows.forEach(row -> append(html, row, "td"));
        return html.append("</tbody></table></div>\n").toString();
    }

    private static void append(StringBuilder html, List<String> cells, String tag) {
        html.append("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            html.append('<').append(tag).append(i < TEXT_COLUMNS ? "" : " class=\"number\"");
            html.append('>').append(Html.escape(cells.get(i)));
            html.append("</").append(tag).append('>');
        }
        html.append("</tr>\n");
    }

    /** {@return a list with more at its end} */
    static List<String> join(List<String> first, Stream<String> more) {
        return Stream.concat(first.stream(), more).toList();
    }
}
