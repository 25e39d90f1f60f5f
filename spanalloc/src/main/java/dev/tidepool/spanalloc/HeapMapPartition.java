// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.List;

/** What the memory is used for: two stacked bars, and a table with the numbers. */
final class HeapMapPartition {

    private static final int BAR_HEIGHT = 26;

    /** A part of the partition, with the style class of its colour or pattern. */
    private record Part(String name, String style, long bytes) {}

    private final SpanStats stats;
    private final HtmlMarkup page;
    private final List<Part> parts;

    HeapMapPartition(SpanStats stats, HtmlMarkup page) {
        this.stats = stats;
        this.page = page;
        parts = List.of(new Part("live", "p-live", stats.live()),
                new Part("rounding", "p-rounding", stats.rounding()),
                new Part("free slots", "p-slots", stats.freeSlots()),
                new Part("tails", "p-tails", stats.tails()),
                new Part("cached pages", "k-cached", stats.cachedPages()),
                new Part("free resident", "k-free", stats.freeResident()),
                new Part("released", "k-released", stats.released()));
    }

    void write() {
        page.raw("<figure>\n");
        bar("Reserved", stats.reserved(), parts);
        bar("Resident", stats.resident(), parts.subList(0, parts.size() - 1));
        page.raw("</figure>\n").openTable("What the memory is used for").raw("<thead><tr>");
        for (String column : List.of("part", "bytes", "size", "% of reserved", "% of resident")) {
            page.element("th scope=\"col\"", column);
        }
        page.raw("</tr></thead>\n<tbody>\n");
        for (Part part : parts) {
            page.raw("<tr><th scope=\"row\">");
            swatch(page, part.style());
            page.text(part.name()).raw("</th>");
            numbers(part.bytes(), part.style().equals("k-released"));
        }
        page.raw("</tbody>\n<tfoot>\n");
        total("reserved, the sum", stats.sum());
        total("resident", stats.resident());
        total("most ever resident", stats.peakResident());
        page.raw("</tfoot>\n").closeTable();
    }

    /** A small field with a colour or pattern, for people who see. */
    static void swatch(HtmlMarkup page, String style) {
        page.raw("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"swatch\" width=\"22\" "
                + "height=\"14\" aria-hidden=\"true\"><rect class=\"").raw(style)
                .raw("\" width=\"22\" height=\"14\"/></svg> ");
    }

    private void total(String name, long bytes) {
        page.raw("<tr>").element("th scope=\"row\"", name);
        numbers(bytes, !name.equals("resident"));
    }

    private void numbers(long bytes, boolean beyondResident) {
        page.number(Numbers.whole(bytes)).number(Numbers.size(bytes))
                .number(Numbers.percent(bytes, stats.reserved()))
                .number(beyondResident ? "" : Numbers.percent(bytes, stats.resident()))
                .raw("</tr>\n");
    }

    private void bar(String name, long whole, List<Part> segments) {
        String title = name + ": " + Numbers.size(whole);
        page.element("p class=\"bar\"", title).format("\n<svg xmlns=\"http://www.w3.org/2000/svg\""
                + " class=\"bar\" height=\"%d\" role=\"img\">", BAR_HEIGHT);
        page.element("title", title).raw("<desc>");
        segments.forEach(part -> page.text(describe(part, whole) + "; "));
        page.raw("</desc>\n");
        double at = 0;
        for (Part part : segments) {
            double width = whole <= 0 ? 0 : Math.clamp(100.0 * part.bytes() / whole, 0, 100);
            if (width > 0) {
                page.format("<rect class=\"%s\" x=\"%.3f%%\" width=\"%.3f%%\" height=\"%d\">",
                        part.style(), at, width, BAR_HEIGHT);
                page.element("title", describe(part, whole)).raw("</rect>\n");
            }
            at += width;
        }
        page.raw("</svg>\n");
    }

    private static String describe(Part part, long whole) {
        return part.name() + " " + Numbers.size(part.bytes()) + ", "
                + Numbers.percent(part.bytes(), whole) + " %";
    }
}
