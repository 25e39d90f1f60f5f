// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.List;
import java.util.Locale;

/** The size classes as a table, with the colour that the map gives them. */
final class HeapMapClasses {

    private final List<SpanStats.SizeClass> rows;
    private final HtmlMarkup page;

    HeapMapClasses(List<SpanStats.SizeClass> rows, HtmlMarkup page) {
        this.rows = rows;
        this.page = page;
    }

    void write() {
        if (rows.isEmpty()) {
            page.element("p", "No class has been used.").line();
            return;
        }
        page.openTable("Size classes").raw("<thead><tr>");
        for (String column : List.of("class", "slot bytes", "spans", "slots", "live",
                "occupancy %", "", "live bytes", "bytes of free slots")) {
            page.element(column.isEmpty() ? "td" : "th scope=\"col\"", column);
        }
        page.raw("</tr></thead>\n<tbody>\n");
        rows.forEach(this::row);
        page.raw("</tbody>\n").closeTable();
    }

    private void row(SpanStats.SizeClass row) {
        boolean large = row.id() == 0;
        page.raw("<tr><th scope=\"row\">");
        HeapMapPartition.swatch(page, large ? "k-large" : HeapMapPalette.name(row.id()));
        page.text(large ? "large" : Integer.toString(row.id())).raw("</th>");
        page.number(large ? "" : Numbers.whole(row.slotSize())).number(Numbers.whole(row.spans()))
                .number(Numbers.whole(row.slots())).number(Numbers.whole(row.liveBlocks()))
                .number(Numbers.percent(row.liveBlocks(), row.slots()));
        occupancy(row, large);
        long free = Math.max(0, row.slots() - row.liveBlocks());
        page.number(Numbers.whole(row.live()))
                .number(large ? "" : Numbers.whole(free * row.slotSize())).raw("</tr>\n");
    }

    private void occupancy(SpanStats.SizeClass row, boolean large) {
        double share = row.slots() <= 0 ? 0
                : Math.clamp((double) row.liveBlocks() / row.slots(), 0, 1);
        page.raw("<td><svg xmlns=\"http://www.w3.org/2000/svg\" class=\"")
                .raw(large ? "k-large" : HeapMapPalette.name(row.id()))
                .raw("\" width=\"80\" height=\"10\" aria-hidden=\"true\">"
                        + "<rect class=\"pale\" width=\"80\" height=\"10\"/>")
                .raw(String.format(Locale.ROOT, "<rect width=\"%.1f\" height=\"10\"/></svg></td>",
                        80 * share));
    }
}
