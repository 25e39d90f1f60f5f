// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import dev.tidepool.spanalloc.SpanStats;
import java.util.List;

/** What the span allocators say about themselves, from the first warm-up to the second tide. */
final class SpanSection {

    private final List<SpanStats> allocators;
    private final Markup page;

    SpanSection(List<Result> results, Markup page) {
        allocators = results.stream().flatMap(r -> r.spans().stream()).toList();
        this.page = page;
    }

    void write() {
        if (allocators.isEmpty()) {
            return;
        }
        page.element("h2", "The span allocator's own statistics")
                .element("p", "From the start of the warm-up to the second tide after the end.")
                .raw("<div class=\"scroll\"><table>\n<thead><tr>");
        for (String column : List.of("allocator", "blocks allocated", "live", "spans made",
                "refills", "reserved", "resident", "most resident")) {
            page.element("th scope=\"col\"", column);
        }
        page.raw("</tr></thead>\n<tbody>\n");
        allocators.forEach(this::row);
        page.raw("</tbody>\n</table></div>\n");
    }

    private void row(SpanStats stats) {
        long allocations = stats.sizeClasses().stream()
                .mapToLong(SpanStats.SizeClass::allocations).sum();
        long spans = stats.sizeClasses().stream().mapToLong(SpanStats.SizeClass::spansMade).sum();
        long refills = stats.caches().stream().mapToLong(SpanStats.Cache::refills).sum();
        page.raw("<tr>").element("th scope=\"row\"", stats.name());
        for (String cell : List.of(Text.number(allocations), Text.whole(stats.liveBlocks()),
                Text.number(spans), Text.number(refills), Text.size(stats.reserved()),
                Text.size(stats.resident()), Text.size(stats.peakResident()))) {
            page.element("td", HtmlPage.joined(cell));
        }
        page.raw("</tr>\n");
    }
}
