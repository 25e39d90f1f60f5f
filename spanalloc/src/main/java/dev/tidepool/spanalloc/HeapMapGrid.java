// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import dev.tidepool.spanalloc.HeapMapRows.Band;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A region as a grid. Across it is measured in percent, so that it fits any screen; downwards in
 * pixels, so that rows can be told apart on all of them.
 */
final class HeapMapGrid {

    private static final int ROW_HEIGHT = 16;
    private static final int CELL_HEIGHT = 14;

    private final RegionMap region;
    private final int rowPages;
    private final Map<Integer, Integer> slotSizes;
    private final HtmlMarkup labels = new HtmlMarkup();
    private final HtmlMarkup cells = new HtmlMarkup();
    private int y;

    /**
     * A grid without rows.
     *
     * @param detail how finely the bands are cut
     * @param slotSizes sizes of slots by class, as far as they are known
     */
    HeapMapGrid(RegionMap region, HeapMapDetail detail, Map<Integer, Integer> slotSizes) {
        this.region = region;
        rowPages = detail.rowPages();
        this.slotSizes = slotSizes;
    }

    void add(Band band) {
        for (int row = 0; row < band.drawnRows(); row++) {
            int firstPage = band.firstPage() + row * rowPages;
            label(firstPage == 0 ? "0" : "+" + Numbers.size(RegionMap.bytes(firstPage)));
            band.cells().forEach(this::cell);
            y += ROW_HEIGHT;
        }
        int more = band.rows() - band.drawnRows();
        if (more > 0) {
            label("\u22EE");
            cells.format("<text x=\"50%%\" y=\"%d\">", y + CELL_HEIGHT / 2)
                    .text(Numbers.count(more, "more row") + " like this, "
                            + Numbers.size(RegionMap.bytes((long) more * rowPages)))
                    .raw("</text>\n");
            y += ROW_HEIGHT;
        }
    }

    private void label(String text) {
        labels.element("span", text);
    }

    /** Writes the grid; {@code id} is unique in the page. */
    void write(String id, String title, String description, HtmlMarkup page) {
        page.raw("<div class=\"grid\"><div class=\"rows\" aria-hidden=\"true\">").raw(labels)
                .raw("</div>\n");
        page.format("<svg xmlns=\"http://www.w3.org/2000/svg\" height=\"%d\" role=\"img\" "
                + "aria-labelledby=\"%s-title %s-desc\">\n", y, id, id);
        page.element("title id=\"" + id + "-title\"", title).line();
        page.element("desc id=\"" + id + "-desc\"", description).line();
        page.raw(cells).raw("</svg></div>\n");
    }

    private void cell(HeapMapCell cell) {
        switch (cell.kind()) {
            case SPAN -> filled(cell, HeapMapPalette.name(cell.classId()));
            case LARGE -> filled(cell, "k-large");
            case FREE, RELEASED, CACHED -> {
                cells.format("<rect class=\"k-%s\"%s>", name(cell.kind()),
                        box(cell, 0, CELL_HEIGHT));
                cells.element("title", title(cell)).raw("</rect>\n");
            }
        }
    }

    /** Pale, and from the bottom up strong as far as it is live. */
    private void filled(HeapMapCell cell, String style) {
        double full = CELL_HEIGHT * cell.occupancy();
        double strong = full > 0 ? Math.max(1, full) : 0;
        cells.raw("<g class=\"").raw(style).raw("\">").element("title", title(cell));
        if (strong < CELL_HEIGHT) {
            cells.format("<rect class=\"pale\"%s/>", box(cell, 0, CELL_HEIGHT));
        }
        if (strong > 0) {
            cells.format("<rect%s/>", box(cell, CELL_HEIGHT - strong, strong));
        }
        cells.raw("</g>\n");
    }

    private String box(HeapMapCell cell, double top, double height) {
        return String.format(Locale.ROOT,
                " x=\"%.3f%%\" y=\"%s\" width=\"%.3f%%\" height=\"%s\"",
                100.0 * cell.column() / rowPages, pixels(y + top),
                100.0 * cell.columns() / rowPages, pixels(height));
    }

    private static String pixels(double value) {
        return value == Math.rint(value) ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    private String title(HeapMapCell cell) {
        List<PageRun> runs = cell.about().runs();
        return runs.size() == 1 ? single(runs.getFirst()) : mixed(cell);
    }

    private String single(PageRun run) {
        String size = Numbers.size(RegionMap.bytes(run.pages()));
        String live = run.slots() <= 0 ? "" : ", " + Numbers.whole(run.liveSlots()) + " of "
                + Numbers.count(run.slots(), "slot") + " live ("
                + Numbers.roughPercent(run.occupancy()) + ")";
        return address(run.firstPage()) + ": " + switch (run.kind()) {
            case FREE -> size + " free";
            case RELEASED -> size + " released";
            case CACHED -> size + " cached";
            case LARGE -> "large block, " + size + (run.liveSlots() > 0 ? "" : ", not live");
            case SPAN -> "span of class " + run.classId() + slotSize(run) + ", " + size + live;
        };
    }

    private String slotSize(PageRun run) {
        Integer bytes = slotSizes.get(run.classId());
        return bytes == null ? "" : ", slots of " + Numbers.count(bytes, "byte");
    }

    private String mixed(HeapMapCell cell) {
        HeapMapCell.Pages about = cell.about();
        Map<PageRun.Kind, Integer> pages = new EnumMap<>(PageRun.Kind.class);
        about.runs().forEach(run -> pages.merge(run.kind(), about.of(run), Integer::sum));
        StringBuilder title = new StringBuilder(address(about.from())).append(": of ")
                .append(Numbers.count(about.to() - about.from(), "page"));
        pages.forEach((kind, count) -> title.append(", ").append(Numbers.whole(count))
                .append(switch (kind) {
                    case SPAN -> " in spans";
                    case LARGE -> " in large blocks";
                    case FREE, RELEASED, CACHED -> " " + name(kind);
                }));
        return cell.occupancy() == 0 ? title.toString()
                : title + "; these " + Numbers.roughPercent(cell.occupancy()) + " live";
    }

    private static String name(PageRun.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private String address(int page) {
        return "0x" + Long.toHexString(region.address(page));
    }
}
