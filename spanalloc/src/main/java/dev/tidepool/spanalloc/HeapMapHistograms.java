// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Two pictures of fragmentation: how full the spans are, and how long the holes between. */
final class HeapMapHistograms {

    private static final int WIDTH = 400;
    private static final int LEFT = 112;
    private static final int LONGEST = 220;
    private static final int STEP = 19;
    /** None, ten steps of 10 %, all. */
    private static final int OCCUPANCIES = 12;
    /** Holes of 1, 2 to 3, 4 to 7 ... pages; the last has no end: 64 MiB and more. */
    private static final int LENGTHS = 14;

    private final long[] spans = new long[OCCUPANCIES];
    private final long[] holes = new long[LENGTHS];
    private final HtmlMarkup page;

    HeapMapHistograms(List<RegionMap> regions, HtmlMarkup page) {
        this.page = page;
        regions.forEach(this::count);
    }

    void write() {
        page.raw("<div class=\"plots\">\n");
        List<String> occupancies = new ArrayList<>(List.of("empty"));
        for (int i = 0; i < 10; i++) {
            occupancies.add((i == 0 ? "under 10" : i == 9 ? "90, not full" : 10 * i + " to "
                    + (10 * i + 9)) + " %");
        }
        occupancies.add("full");
        plot("Spans by occupancy", "number of spans; every one that is not full holds free slots",
                occupancies, spans);
        List<String> lengths = new ArrayList<>();
        for (int i = 0; i < LENGTHS; i++) {
            lengths.add((i == 0 ? "" : "from ") + Numbers.size(RegionMap.bytes(1L << i)));
        }
        plot("Holes by length", "number of runs of free pages, resident or released",
                lengths, holes);
        page.raw("</div>\n");
    }

    private void count(RegionMap region) {
        long hole = 0;
        for (PageRun run : region.runs()) {
            if (run.kind().isFree()) {
                hole += run.pages();
                continue;
            }
            countHole(hole);
            hole = 0;
            if (run.kind() == PageRun.Kind.SPAN) {
                spans[bucket(run)]++;
            }
        }
        countHole(hole);
    }

    private static int bucket(PageRun run) {
        return run.liveSlots() <= 0 ? 0 : run.liveSlots() >= run.slots() ? OCCUPANCIES - 1
                : 1 + (int) (10 * run.occupancy());
    }

    private void countHole(long pages) {
        if (pages > 0) {
            holes[Math.min(63 - Long.numberOfLeadingZeros(pages), LENGTHS - 1)]++;
        }
    }

    private void plot(String title, String unit, List<String> labels, long[] values) {
        page.raw("<figure>\n<figcaption>").element("strong", title).element("span", unit)
                .raw("</figcaption>\n");
        page.format("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" "
                + "viewBox=\"0 0 %d %d\" role=\"img\">", WIDTH, STEP * values.length);
        page.element("title", title).raw("<desc>");
        for (int i = 0; i < values.length; i++) {
            page.text(labels.get(i) + ": " + Numbers.whole(values[i]) + "; ");
        }
        page.raw("</desc>\n");
        long most = Math.max(1, Arrays.stream(values).max().orElse(1));
        for (int i = 0; i < values.length; i++) {
            double length = (double) LONGEST * values[i] / most;
            double middle = STEP * (i + 0.5);
            page.format("<text class=\"end\" x=\"%d\" y=\"%.1f\" dy=\".35em\">%s</text>",
                    LEFT - 8, middle, labels.get(i));
            page.format("<rect class=\"count\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
                    LEFT, i * STEP + 2, length, STEP - 4);
            page.format("<text x=\"%.1f\" y=\"%.1f\" dy=\".35em\">%s</text>\n",
                    LEFT + length + 6, middle, Numbers.whole(values[i]));
        }
        page.format("<line class=\"axis\" x1=\"%d\" y1=\"0\" x2=\"%d\" y2=\"%d\"/>", LEFT, LEFT,
                STEP * values.length).raw("\n</svg>\n</figure>\n");
    }
}
