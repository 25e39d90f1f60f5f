// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import dev.tidepool.spanalloc.PageRun.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The grids of all regions, with what is needed to read them. */
final class HeapMapRegions {

    private final List<RegionMap> regions;
    private final HeapMapPlan plan;
    private final Map<Integer, Integer> slotSizes;
    private final HtmlMarkup page;

    HeapMapRegions(SpanStats stats, List<RegionMap> regions, HtmlMarkup page) {
        this.regions = regions;
        this.page = page;
        plan = HeapMapPlan.of(regions);
        slotSizes = stats.sizeClasses().stream().collect(Collectors.toMap(
                SpanStats.SizeClass::id, SpanStats.SizeClass::slotSize, (one, other) -> one));
    }

    void write() {
        if (regions.isEmpty()) {
            page.element("p", "No memory has been reserved.").line();
            return;
        }
        page.element("p", plan.detail().describe()).line();
        legend();
        for (int i = 0; i < plan.drawn().size(); i++) {
            region(i + 1, plan.drawn().get(i));
        }
        if (!plan.leftOut().isEmpty()) {
            page.element("p class=\"remark\"", "Left out, for want of room: "
                    + Numbers.count(plan.leftOut().size(), "more region") + ", "
                    + summary(plan.leftOut()) + ".").line();
        }
    }

    private void legend() {
        page.raw("<p class=\"legend\">");
        page.raw("<span><svg xmlns=\"http://www.w3.org/2000/svg\" class=\"swatch\" width=\"132\" "
                + "height=\"14\" aria-hidden=\"true\">");
        for (int i = 0; i < 12; i++) {
            int classId = 1 + i * (HeapMapPalette.CLASSES - 1) / 11;
            page.format("<rect class=\"%s\" x=\"%d\" width=\"11\" height=\"14\"/>",
                    HeapMapPalette.name(classId), 11 * i);
        }
        page.raw("</svg> spans, from the smallest class to the largest</span>\n");
        page.raw("<span><svg xmlns=\"http://www.w3.org/2000/svg\" class=\"swatch c30\" "
                + "width=\"22\" height=\"14\" aria-hidden=\"true\">"
                + "<rect class=\"pale\" width=\"22\" height=\"14\"/>"
                + "<rect y=\"9\" width=\"22\" height=\"5\"/></svg> a third of it live</span>\n");
        entry("k-large", "large block");
        entry("k-cached", "cached pages");
        entry("k-free", "free, resident");
        entry("k-released", "free, released");
        page.raw("</p>\n");
    }

    private void entry(String style, String text) {
        page.raw("<span>");
        HeapMapPartition.swatch(page, style);
        page.text(text).raw("</span>\n");
    }

    private void region(int number, HeapMapPlan.Drawn drawn) {
        RegionMap region = drawn.region();
        String title = "Region " + number + " of " + regions.size();
        String range = "0x" + Long.toHexString(region.base()) + " to 0x"
                + Long.toHexString(region.address(region.pages()));
        String summary = summary(List.of(region));
        page.raw("<figure class=\"region\">\n<figcaption>").element("h3", title)
                .element("span class=\"address\"", range).element("span", summary)
                .raw("</figcaption>\n");
        HeapMapGrid grid = new HeapMapGrid(region, plan.detail(), slotSizes);
        drawn.bands().forEach(grid::add);
        grid.write("region-" + number, title, range + ": " + summary, page);
        page.raw("</figure>\n");
    }

    private static String summary(List<RegionMap> regions) {
        List<String> parts = new ArrayList<>();
        for (Kind kind : new Kind[] {Kind.SPAN, Kind.LARGE, Kind.CACHED, Kind.FREE,
            Kind.RELEASED}) {
            long pages = regions.stream().mapToLong(region -> region.pagesOf(kind)).sum();
            if (pages > 0) {
                parts.add(Numbers.size(RegionMap.bytes(pages)) + switch (kind) {
                    case SPAN -> " in " + Numbers.count(runs(regions, kind), "span");
                    case LARGE -> " in " + Numbers.count(runs(regions, kind), "large block");
                    case CACHED -> " cached";
                    case FREE -> " free";
                    case RELEASED -> " released";
                });
            }
        }
        long bytes = regions.stream().mapToLong(RegionMap::byteSize).sum();
        return Numbers.size(bytes) + ": " + String.join(", ", parts);
    }

    private static long runs(List<RegionMap> regions, Kind kind) {
        return regions.stream().flatMap(region -> region.runs().stream())
                .filter(run -> run.kind() == kind).count();
    }
}
