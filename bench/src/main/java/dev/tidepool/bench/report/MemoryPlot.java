// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import dev.tidepool.bench.Reading;
import dev.tidepool.bench.Readings;
import dev.tidepool.bench.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Points in time as lines, a drawing for each subject; those of a workload share their axes. */
final class MemoryPlot {

    private static final int WIDTH = 360;
    private static final int HEIGHT = 200;
    private static final int LEFT = 42;
    private static final int RIGHT = WIDTH - 8;
    private static final int TOP = 8;
    private static final int BOTTOM = HEIGHT - 24;
    private static final int TICKS = 5;

    private final List<String> columns;
    private final double mostSeconds;
    private final double mostAmount;

    private MemoryPlot(List<String> columns, List<Reading> readings) {
        this.columns = columns;
        double seconds = 0;
        double amount = 0;
        for (Reading reading : readings) {
            for (List<Double> point : reading.series()) {
                seconds = Math.max(seconds, zeroIfUnknown(point, 0));
                for (int column = 1; column < point.size(); column++) {
                    amount = Math.max(amount, zeroIfUnknown(point, column));
                }
            }
        }
        mostSeconds = Math.max(seconds, 1e-3);
        mostAmount = Math.max(amount, 1e-3);
    }

    /** {@return a section's drawings, workload by workload} */
    static String plots(Section section) {
        Map<String, List<Readings.Key>> works = new LinkedHashMap<>();
        for (Readings.Key key : section.readings().keys()) {
            works.computeIfAbsent(key.work(), work -> new ArrayList<>()).add(key);
        }
        StringBuilder html = new StringBuilder(legend(section.series()));
        works.forEach((work, keys) -> html.append(plots(section, work, keys)));
        return html.toString();
    }

    private static String plots(Section section, String work, List<Readings.Key> keys) {
        List<Reading> readings =
                keys.stream().map(key -> reading(section, key)).toList();
        MemoryPlot plot = new MemoryPlot(section.series(), readings);
        StringBuilder html = new StringBuilder(Html.element("h3", work));
        html.append("<div class=\"plots\">\n");
        for (int i = 0; i < keys.size(); i++) {
            String subject = keys.get(i).subject();
            html.append("<figure>");
            html.append(Html.element("figcaption", subject + ", MiB over seconds"));
            html.append(plot.draw(readings.get(i), work + ": " + subject)).append("</figure>\n");
        }
        return html.append("</div>\n").toString();
    }

    private static Reading reading(Section section, Readings.Key key) {
        return section.readings().list(key.work(), key.subject()).getLast();
    }

    private static String legend(List<String> columns) {
        StringBuilder html = new StringBuilder("<p class=\"legend\">");
        for (String column : columns.subList(1, columns.size())) {
            html.append(
                    Html.format(
                            "<svg class=\"icon\" width=\"36\" height=\"12\" aria-hidden=\"true\">"
                                    + "<path class=\"line %s\" d=\"M1 6H35\"/></svg> %s &#160; ",
                            Html.id(column), Html.escape(column)));
        }
        return html.append("</p>\n").toString();
    }

    private String draw(Reading reading, String label) {
        StringBuilder svg =
                new StringBuilder(
                        Html.format(
                                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                                WIDTH, HEIGHT, Html.escape(label)));
        appendAxes(svg);
        for (int column = 1; column < columns.size(); column++) {
            String path = path(reading.series(), column);
            if (!path.isEmpty()) {
                svg.append(
                        Html.format(
                                "<path class=\"line %s\" d=\"%s\"/>",
                                Html.id(columns.get(column)), path));
            }
        }
        return svg.append("</svg>").toString();
    }

    private void appendAxes(StringBuilder svg) {
        double step = step(mostAmount);
        for (double tick = 0; tick <= mostAmount; tick += step) {
            svg.append(
                    Html.format(
                            "<path class=\"grid\" d=\"M%d %.1fH%d\"/>"
                                    + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                            LEFT, y(tick), RIGHT, LEFT - 5, y(tick) + 4, label(tick, step)));
        }
        step = step(mostSeconds);
        for (double tick = 0; tick <= mostSeconds; tick += step) {
            svg.append(
                    Html.format(
                            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                            x(tick), HEIGHT - 8, label(tick, step)));
        }
    }

    /** {@return a round number that divides a length into a few} */
    static double step(double length) {
        double rough = length / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double digit = rough / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }

    private static String label(double tick, double step) {
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        return TextTable.number(tick, decimals);
    }

    private String path(List<List<Double>> points, int column) {
        StringBuilder path = new StringBuilder();
        for (List<Double> point : points) {
            double seconds = value(point, 0);
            double amount = value(point, column);
            if (!Double.isNaN(seconds) && !Double.isNaN(amount)) {
                path.append(path.isEmpty() ? 'M' : 'L')
                        .append(Html.format("%.1f %.1f", x(seconds), y(amount)));
            }
        }
        return path.toString();
    }

    /** {@return NaN where a stored point has too few columns, too} */
    private static double value(List<Double> point, int column) {
        return column < point.size() ? point.get(column) : Double.NaN;
    }

    private static double zeroIfUnknown(List<Double> point, int column) {
        double value = value(point, column);
        return Double.isNaN(value) ? 0 : value;
    }

    private double x(double seconds) {
        return LEFT + seconds / mostSeconds * (RIGHT - LEFT);
    }

    private double y(double amount) {
        return BOTTOM - Math.max(0, amount) / mostAmount * (BOTTOM - TOP);
    }
}
