// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import dev.tidepool.pool.PoolStats;
import java.util.List;

/** What the pools say about themselves, from the first warm-up to the second tide. */
final class PoolSection {

    private final List<Result> results;
    private final Markup page;

    PoolSection(List<Result> results, Markup page) {
        this.results = results;
        this.page = page;
    }

    void write() {
        List<PoolStats> pools = results.stream().flatMap(r -> r.pools().stream()).toList();
        if (pools.isEmpty()) {
            return;
        }
        page.element("h2", "The pools' own statistics")
                .element("p", "From the start of the warm-up to the second tide after the end.")
                .raw("<div class=\"scroll\"><table>\n<thead><tr>");
        for (String column : List.of("pool", "gets", "misses", "hit rate %", "dropped",
                "evicted", "retained")) {
            page.element("th scope=\"col\"", column);
        }
        page.raw("</tr></thead>\n<tbody>\n");
        pools.forEach(this::row);
        page.raw("</tbody>\n</table></div>\n");
    }

    private void row(PoolStats stats) {
        page.raw("<tr>").element("th scope=\"row\"", stats.name());
        for (String cell : List.of(Text.number(stats.gets()), Text.number(stats.misses()),
                Text.percent(stats.hitRate()), Text.number(stats.dropped()),
                Text.number(stats.evicted()), Text.whole(stats.retained()))) {
            page.element("td", HtmlPage.joined(cell));
        }
        page.raw("</tr>\n");
    }
}
