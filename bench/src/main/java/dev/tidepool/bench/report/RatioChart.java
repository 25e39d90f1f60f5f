// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import dev.tidepool.bench.Figure;
import dev.tidepool.bench.Interval;
import dev.tidepool.bench.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Ratios on one logarithmic axis for all suites, a line for each row in the order of the tables.
 * What is met and what is missed differ in shape as well as in colour, and in nothing else.
 * Positions are shares of the width, so that it fits a phone and a sheet of paper.
 */
final class RatioChart {

    private static final int HEIGHT = 22;
    private static final double MARGIN = 0.12; // Of a decade.
    private static final double FEW_DECADES = 2;

    private final double low;
    private final double high;

    RatioChart(Report report) {
        double[] values =
                report.sections().stream()
                        .flatMap(section -> section.figures().stream())
                        .filter(figure -> figure.interval().isKnown())
                        .flatMapToDouble(RatioChart::values)
                        .filter(value -> value > 0)
                        .map(Math::log10)
                        .toArray();
        low = DoubleStream.of(values).min().orElse(-1) - MARGIN;
        high = DoubleStream.of(values).max().orElse(1) + MARGIN;
    }

    private static DoubleStream values(Figure figure) {
        Interval interval = figure.interval();
        return DoubleStream.of(interval.least(), interval.most(), interval.ratio(), 1)
                .mapMulti(
                        (value, all) -> {
                            all.accept(value);
                            if (figure.hasTarget()) {
                                all.accept(figure.target());
                            }
                        });
    }

    String legend() {
        return "<p class=\"legend\">"
                + Stream.of("met", "missed", "shown", "target")
                        .map(kind -> icon(kind) + " " + label(kind))
                        .reduce((a, b) -> a + " &#160; " + b)
                        .orElse("")
                + "</p>\n";
    }

    private static String icon(String kind) {
        return "<svg class=\"icon\" width=\"16\" height=\"22\" aria-hidden=\"true\">"
                + marker(kind, "50%")
                + "</svg>";
    }

    private static String label(String kind) {
        return kind.equals("shown") ? "no target" : kind;
    }

    /** {@return a section's rows, those with a target first; empty if none has a ratio} */
    String chart(Section section) {
        List<Figure> figures = new ArrayList<>(section.figures(true));
        section.figures(false).stream()
                .filter(figure -> figure.interval().isKnown())
                .forEach(figures::add);
        if (figures.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<div class=\"chart\">\n");
        html.append("<div class=\"bar axis\"><div class=\"name\"></div>")
                .append(axis())
                .append("<div class=\"value\"></div></div>\n");
        figures.forEach(figure -> append(html, figure));
        return html.append("</div>\n").toString();
    }

    private String axis() {
        StringBuilder svg = open("the axis");
        for (double tick : ticks()) {
            svg.append(
                    Html.format(
                            "<text x=\"%s\" y=\"15\" text-anchor=\"middle\">%s</text>",
                            percent(tick), label(tick)));
        }
        return svg.append("</svg>").toString();
    }

    private static StringBuilder open(String label) {
        return new StringBuilder(
                Html.format(
                        "<svg width=\"100%%\" height=\"%d\" role=\"img\" aria-label=\"%s\">",
                        HEIGHT, Html.escape(label)));
    }

    private List<Double> ticks() {
        boolean isFine = high - low < FEW_DECADES;
        List<Double> ticks = new ArrayList<>();
        for (int decade = (int) Math.floor(low); decade <= high; decade++) {
            for (int digit : isFine ? new int[] {1, 2, 5} : new int[] {1}) {
                double tick = digit * Math.pow(10, decade);
                if (Math.log10(tick) >= low && Math.log10(tick) <= high) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }

    private static String label(double tick) {
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(tick) + 1e-9));
        return TextTable.number(tick, decimals);
    }

    private void append(StringBuilder html, Figure figure) {
        html.append("<div class=\"bar\"><div class=\"name\">");
        html.append(Html.escape(figure.title())).append("</div>");
        html.append(drawing(figure));
        html.append("<div class=\"value\">").append(value(figure)).append("</div></div>\n");
    }

    private static String value(Figure figure) {
        String verdict = Numbers.verdict(figure);
        String target =
                figure.hasTarget()
                        ? "target " + TextTable.number(figure.target(), 2) + ": " + verdict
                        : figure.isMissed() ? "no target; " + verdict : "no target";
        return "<b>"
                + Numbers.ratio(figure.interval().ratio())
                + "</b> ("
                + Numbers.range(figure.interval())
                + "), "
                + Html.escape(target);
    }

    private String drawing(Figure figure) {
        Interval interval = figure.interval();
        String label = Numbers.ratio(interval.ratio()) + ", " + figure.verdict();
        StringBuilder svg = open(figure.title() + ": " + label);
        ticks().forEach(tick -> line(svg, "grid", tick));
        line(svg, "one", 1);
        if (figure.hasTarget()) {
            svg.append(marker("target", percent(figure.target())));
        }
        if (interval.isKnown()) {
            String least = percent(interval.least());
            String most = percent(interval.most());
            svg.append(
                    Html.format(
                            "<line class=\"whisker\" x1=\"%s\" x2=\"%s\" y1=\"50%%\" "
                                    + "y2=\"50%%\"/>",
                            least, most));
            svg.append(marker("whisker", least)).append(marker("whisker", most));
            svg.append(marker(kind(figure), percent(interval.ratio())));
        }
        return svg.append("</svg>").toString();
    }

    private static String kind(Figure figure) {
        return figure.isMissed() ? "missed" : figure.hasTarget() ? "met" : "shown";
    }

    private void line(StringBuilder svg, String kind, double at) {
        String x = percent(at);
        svg.append(
                Html.format(
                        "<line class=\"%s\" x1=\"%s\" x2=\"%s\" y1=\"0\" y2=\"100%%\"/>",
                        kind, x, x));
    }

    /** Shapes around a point; the circles and the diamond are of about the same area. */
    private static String marker(String kind, String x) {
        String path =
                switch (kind) {
                    case "target" -> "M-4.5-11H4.5L0-4ZM0-4V10";
                    case "whisker" -> "M0-4V4";
                    case "missed" -> "M0-6.3 6.3 0 0 6.3-6.3 0Z";
                    default -> "M-5 0A5 5 0 0 1 5 0A5 5 0 0 1-5 0Z";
                };
        return Html.format(
                "<svg x=\"%s\" y=\"50%%\" overflow=\"visible\"><path class=\"%s\" "
                        + "d=\"%s\"/></svg>",
                x, kind, path);
    }

    private String percent(double value) {
        double share = value > 0 ? (Math.log10(value) - low) / (high - low) : 0;
        return Html.format("%.2f%%", 100 * Math.clamp(share, 0.0, 1.0));
    }
}
