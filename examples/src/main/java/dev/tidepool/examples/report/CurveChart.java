// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Percentile curves as SVG, both axes logarithmic: to the right ever rarer records, upwards ever
 * longer ones.
 */
final class CurveChart {

    private static final int WIDTH = 400;
    private static final int HEIGHT = 250;
    private static final int LEFT = 54;
    private static final int RIGHT = 20;
    private static final int TOP = 10;
    private static final int BOTTOM = 40;
    private static final int STEPS_PER_DECADE = 12;
    private static final List<String> PERCENTILES = List.of("0", "90", "99", "99.9", "99.99",
            "99.999", "6 nines", "7 nines", "8 nines");
    private static final List<String> TIMES = List.of("1 ns", "10 ns", "100 ns", "1 µs", "10 µs",
            "100 µs", "1 ms", "10 ms", "100 ms", "1 s", "10 s", "100 s");

    private final List<Result> results;
    private final double decades;
    private final int floor;
    private final int ceiling;

    CurveChart(List<Result> results) {
        this.results = results;
        long count = results.stream().mapToLong(r -> r.shipped().recordNanos.getTotalCount())
                .max().orElse(1);
        decades = Math.clamp(Math.log10(Math.max(count, 10)), 1, PERCENTILES.size() - 1);
        floor = (int) Math.floor(results.stream().mapToDouble(r -> log(r.recordNanos(1)))
                .min().orElse(0));
        ceiling = Math.max(floor + 1, (int) Math.ceil(results.stream()
                .mapToDouble(r -> log(r.recordNanos(100))).max().orElse(1)));
    }

    String svg() {
        Markup svg = new Markup();
        svg.format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                + " aria-label=\"Time per record by percentile\">\n", WIDTH, HEIGHT);
        for (int i = 0; i <= decades; i++) {
            svg.format("<line class=\"grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>\n",
                    x(i), TOP, x(i), HEIGHT - BOTTOM);
            svg.format("<text class=\"tick middle\" x=\"%.1f\" y=\"%d\">%s</text>\n",
                    x(i), HEIGHT - BOTTOM + 15, PERCENTILES.get(i));
        }
        for (int i = floor; i <= ceiling; i++) {
            svg.format("<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>\n",
                    LEFT, y(i), WIDTH - RIGHT, y(i));
            svg.format("<text class=\"tick end\" x=\"%d\" y=\"%.1f\" dy=\".35em\">%s</text>\n",
                    LEFT - 6, y(i), TIMES.get(i));
        }
        results.forEach(result -> curve(svg, result));
        svg.format("<text class=\"tick middle\" x=\"%d\" y=\"%d\">percentile of records</text>\n",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6);
        return svg.raw("</svg>\n").toString();
    }

    private void curve(Markup svg, Result result) {
        Histogram histogram = result.shipped().recordNanos;
        double last = Math.min(decades, log(histogram.getTotalCount()));
        svg.format("<path class=\"curve %s\" d=\"", HtmlPage.colour(result.name()));
        char command = 'M';
        for (int i = 0; i <= last * STEPS_PER_DECADE; i++) {
            double rarity = (double) i / STEPS_PER_DECADE;
            double percentile = 100 * (1 - Math.pow(10, -rarity));
            svg.format("%c%.1f %.1f", command, x(rarity),
                    y(log(histogram.getValueAtPercentile(percentile))));
            command = 'L';
        }
        svg.format("L%.1f %.1f\"/>\n", x(last), y(log(histogram.getMaxValue())));
    }

    private double x(double rarity) {
        return LEFT + (WIDTH - LEFT - RIGHT) * rarity / decades;
    }

    private double y(double logNanos) {
        double share = (Math.max(logNanos, floor) - floor) / (ceiling - floor);
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * share;
    }

    private static double log(long value) {
        return Math.log10(Math.max(1, value));
    }
}
