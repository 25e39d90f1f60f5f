// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.util.List;

/** Horizontal bars as SVG: a group for each variant, a bar for each of one or two series. */
final class BarChart {

    private static final int WIDTH = 400;
    private static final int LEFT = 92;
    /** Leaves room for the figure behind the longest bar. */
    private static final int LONGEST = 222;
    /** More groups stand closer together. */
    private static final int MANY = 4;

    /**
     * One bar.
     *
     * @param figure the value as text
     * @param low where the whisker starts; equal to {@code high}: no whisker
     */
    record Bar(double value, String figure, double low, double high) {
        static Bar of(double value, String figure) {
            return new Bar(value, figure, value, value);
        }
    }

    /** The bars of one variant. */
    record Group(String name, List<Bar> bars) {}

    private final String description;
    private final List<Group> groups;
    private final double largest;
    private final int barHeight;
    private final int gap;

    BarChart(String description, List<Group> groups) {
        this.description = description;
        this.groups = groups;
        largest = groups.stream().flatMap(group -> group.bars().stream())
                .mapToDouble(bar -> Math.max(bar.value(), bar.high()))
                .filter(Double::isFinite).max().orElse(0);
        boolean many = groups.size() > MANY;
        boolean pairs = groups.stream().anyMatch(group -> group.bars().size() > 1);
        barHeight = pairs ? many ? 14 : 17 : many ? 20 : 32;
        gap = many ? 10 : 18;
    }

    String svg() {
        int bars = groups.stream().mapToInt(group -> group.bars().size()).sum();
        int height = bars * barHeight + groups.size() * gap;
        Markup svg = new Markup();
        svg.format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                + " aria-label=\"%s\">\n", WIDTH, height, Markup.escape(description));
        int y = gap / 2;
        for (Group group : groups) {
            int middle = y + group.bars().size() * barHeight / 2;
            svg.format("<text x=\"0\" y=\"%d\" dy=\".35em\">", middle)
                    .text(group.name()).raw("</text>\n");
            for (int i = 0; i < group.bars().size(); i++) {
                bar(svg, group.name(), group.bars().get(i), i, y);
                y += barHeight;
            }
            y += gap;
        }
        svg.format("<line class=\"axis\" x1=\"%d\" y1=\"0\" x2=\"%d\" y2=\"%d\"/>\n</svg>\n",
                LEFT, LEFT, height);
        return svg.toString();
    }

    private void bar(Markup svg, String name, Bar bar, int series, int y) {
        double end = LEFT + length(bar.value());
        svg.format("<rect class=\"%s series-%d\" x=\"%d\" y=\"%d\" width=\"%.1f\" "
                + "height=\"%d\"/>\n", HtmlPage.colour(name), series, LEFT, y + 1,
                length(bar.value()), barHeight - 2);
        double behind = end;
        if (bar.high() > bar.low()) {
            double middle = y + barHeight / 2.0;
            svg.format("<path class=\"whisker\" d=\"M%.1f %.1fH%.1fM%.1f %.1fv8M%.1f %.1fv8\"/>\n",
                    LEFT + length(bar.low()), middle, LEFT + length(bar.high()),
                    LEFT + length(bar.low()), middle - 4, LEFT + length(bar.high()), middle - 4);
            behind = Math.max(end, LEFT + length(bar.high()));
        }
        svg.format("<text class=\"figure\" x=\"%.1f\" y=\"%d\" dy=\".35em\">", behind + 6,
                y + barHeight / 2).text(bar.figure()).raw("</text>\n");
    }

    private double length(double value) {
        return largest > 0 && Double.isFinite(value) ? LONGEST * value / largest : 0;
    }
}
