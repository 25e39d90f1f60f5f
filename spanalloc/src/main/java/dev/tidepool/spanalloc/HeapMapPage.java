// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The heap map as one HTML page that needs nothing else: styles and drawings are inside. */
final class HeapMapPage {

    /** Pages that are no span: the patterns can be told apart without colour. */
    private static final String PATTERNS = """
            <svg xmlns="http://www.w3.org/2000/svg" class="patterns" width="0" height="0" \
            aria-hidden="true"><defs>
            <pattern id="pattern-free" width="6" height="6" patternUnits="userSpaceOnUse">\
            <rect class="ground" width="6" height="6"/>\
            <path class="free" d="M-1 1L1-1M-1 7L7-1M5 7L7 5"/></pattern>
            <pattern id="pattern-released" width="6" height="6" patternUnits="userSpaceOnUse">\
            <rect class="ground" width="6" height="6"/>\
            <rect class="released" x="2" y="2" width="1.4" height="1.4"/></pattern>
            <pattern id="pattern-cached" width="5" height="5" patternUnits="userSpaceOnUse">\
            <rect class="ground" width="5" height="5"/>\
            <path class="cached" d="M1 0V5"/></pattern>
            <pattern id="pattern-large" width="8" height="8" patternUnits="userSpaceOnUse">\
            <rect class="large" width="8" height="8"/>\
            <path class="lines" d="M-1 7L1 9M-1-1L9 9M7-1L9 1"/></pattern>
            </defs></svg>
            """;

    private final SpanStats stats;
    private final List<RegionMap> regions;
    private final HtmlMarkup page = new HtmlMarkup();

    private HeapMapPage(SpanStats stats, List<RegionMap> regions) {
        this.stats = stats;
        this.regions = regions;
    }

    static String of(SpanStats stats, List<RegionMap> regions) {
        return new HeapMapPage(stats, regions).html();
    }

    private String html() {
        page.raw("<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n"
                + "<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" "
                + "content=\"width=device-width, initial-scale=1\"/>\n");
        page.element("title", "Heap map of " + stats.name()).raw("\n<style>\n").raw(style())
                .raw(HeapMapPalette.css()).raw("</style>\n</head>\n<body>\n").raw(PATTERNS)
                .raw("<main>\n<h1>Heap map of <bdi>").text(stats.name()).raw("</bdi></h1>\n");
        page.element("p class=\"headline\"", headline()).line();
        page.element("p", breakdown()).line();
        page.element("h2", "Memory").line();
        new HeapMapPartition(stats, page).write();
        page.element("h2", "Fragmentation").line();
        new HeapMapHistograms(regions, page).write();
        page.element("h2", "Regions").line();
        new HeapMapRegions(stats, regions, page).write();
        page.element("h2", "Size classes").line();
        new HeapMapClasses(stats.sizeClasses(), page).write();
        notes();
        page.raw("</main>\n");
        footer();
        return page.raw("</body>\n</html>\n").toString();
    }

    private String headline() {
        long inSpans = stats.live() + stats.rounding() + stats.freeSlots() + stats.tails();
        if (stats.resident() <= 0) {
            return "Nothing is live, and no memory is resident.";
        }
        return Numbers.size(stats.live()) + " live in " + Numbers.size(inSpans)
                + " of spans: " + share(stats.resident() - stats.live())
                + " of the resident memory is fragmentation or in reserve.";
    }

    private String breakdown() {
        return "Of " + Numbers.size(stats.resident()) + " resident, " + share(stats.rounding())
                + " is lost to rounding and " + share(stats.tails()) + " to the tails of spans; "
                + share(stats.freeSlots()) + " waits in free slots, "
                + share(stats.cachedPages()) + " in cached pages and "
                + share(stats.freeResident()) + " in free pages. "
                + Numbers.count(stats.liveBlocks(), "block") + " live.";
    }

    private String share(long bytes) {
        return Numbers.roughPercent(stats.resident() <= 0 ? 0
                : (double) bytes / stats.resident());
    }

    private void notes() {
        page.element("h2", "What the words mean").raw("\n<ul>\n");
        for (String note : List.of(
                "Live: bytes that were asked for. Rounding: what their blocks have beyond that, "
                        + "because a block is as large as a slot of its class.",
                "Free slots: slots of spans that no block uses, those in quarantine included. "
                        + "Only blocks of the same class can use them.",
                "Tails: the end of a span, where no slot fits in any more.",
                "Cached pages: set aside for a thread's next spans. Free pages are resident until "
                        + "they have decayed; released ones cost address space only.",
                "The figures and the map are taken one after the other: what was allocated or "
                        + "freed between may show in one of them only.")) {
            page.element("li", note).line();
        }
        page.raw("</ul>\n");
    }

    private void footer() {
        page.raw("<footer>\n<dl>\n");
        entry("Allocator", stats.name() + ", profile " + stats.profile());
        entry("Limits", "soft " + limit(stats.limits().soft()) + ", hard "
                + limit(stats.limits().hard()));
        entry("Given back", Numbers.size(stats.scavenger().bytes()) + " in "
                + Numbers.count(stats.scavenger().calls(), "call") + " that took "
                + Duration.ofNanos(stats.scavenger().nanos()).toMillis() + " ms");
        entry("Held at most", Numbers.size(stats.peak().demand()) + ", by "
                + Numbers.size(stats.peak().resident()) + " resident");
        entry("Caches", Numbers.count(stats.caches().size(), "cache") + " with "
                + Numbers.size(stats.caches().stream().mapToLong(SpanStats.Cache::spanBytes).sum())
                + " of spans");
        entry("Misuse found", misuse());
        page.raw("</dl>\n</footer>\n");
    }

    private void entry(String name, String value) {
        page.element("dt", name).element("dd", value).line();
    }

    private static String limit(long bytes) {
        return bytes == Long.MAX_VALUE ? "none" : Numbers.size(bytes);
    }

    private String misuse() {
        List<String> found = new ArrayList<>();
        for (Detection kind : Detection.values()) {
            long count = stats.detections().getOrDefault(kind, 0L);
            if (count > 0) {
                found.add(Numbers.count(count, kind.name().toLowerCase(Locale.ROOT)
                        .replace('_', ' ')));
            }
        }
        return found.isEmpty() ? "none" : String.join(", ", found);
    }

    private static String style() {
        try (InputStream style = HeapMapPage.class.getResourceAsStream("heap-map.css")) {
            if (style == null) {
                throw new IllegalStateException("heap-map.css is not beside " + HeapMapPage.class);
            }
            return new String(style.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
