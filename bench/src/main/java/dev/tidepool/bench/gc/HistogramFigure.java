// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * A histogram as a small SVG picture. All pictures of a kind have the same axis: durations from
 * 1 us to 1 s, logarithmic, three bars for each power of ten. Heights are logarithmic too, or a few
 * long pauses among many short ones could not be seen.
 */
final class HistogramFigure {

    private static final int BARS_PER_DECADE = 3;
    private static final int DECADES = 6;
    private static final int BARS = BARS_PER_DECADE * DECADES;
    private static final double LEAST_NANOS = 1e3;
    private static final int WIDTH = 180;
    private static final int HEIGHT = 60;
    private static final int AXIS = 14;
    private static final String[] TICKS = {"1us", "", "", "1ms", "", "", "1s"};

    private HistogramFigure() {}

    static String svg(Histogram histogram, long highest, String title) {
        long[] counts = counts(histogram);
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                WIDTH, HEIGHT + AXIS, title));
        double step = (double) WIDTH / BARS;
        for (int i = 0; i < BARS; i++) {
            if (counts[i] > 0) {
                double height = HEIGHT * Math.log1p(counts[i]) / Math.log1p(highest);
                svg.append(String.format(Locale.ROOT,
                        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">"
                                + "<title>%s: %d</title></rect>",
                        i * step + 0.5, HEIGHT - height, step - 1, height, range(i), counts[i]));
            }
        }
        axis(svg);
        return svg.append("</svg>\n").toString();
    }

    private static void axis(StringBuilder svg) {
        svg.append(String.format("<path d=\"M0 %d H%d\"/>", HEIGHT, WIDTH));
        for (int i = 0; i < TICKS.length; i++) {
            int x = i * WIDTH / DECADES;
            String anchor = i == 0 ? "start" : i == DECADES ? "end" : "middle";
            svg.append(String.format("<path d=\"M%d %d v3\"/>", x, HEIGHT));
            if (!TICKS[i].isEmpty()) {
                svg.append(String.format("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>",
                        x, HEIGHT + AXIS - 1, anchor, TICKS[i]));
            }
        }
    }

    /** {@return the count of the fullest bar} */
    static long highest(Histogram histogram) {
        long highest = 1;
        for (long count : counts(histogram)) {
            highest = Math.max(highest, count);
        }
        return highest;
    }

    /** What is shorter or longer than the axis stands at its ends. */
    private static long[] counts(Histogram histogram) {
        long[] counts = new long[BARS];
        histogram.recordedValues().forEach(value ->
                counts[bar(value.getValueIteratedTo())] += value.getCountAtValueIteratedTo());
        return counts;
    }

    static int bar(long nanos) {
        double decades = Math.log10(Math.max(1, nanos) / LEAST_NANOS);
        return Math.clamp((long) Math.floor(decades * BARS_PER_DECADE), 0, BARS - 1);
    }

    private static String range(int bar) {
        return Text.number(end(bar)) + " to " + Text.number(end(bar + 1)) + " ms";
    }

    private static double end(int bar) {
        return LEAST_NANOS / 1e6 * Math.pow(10, (double) bar / BARS_PER_DECADE);
    }
}
