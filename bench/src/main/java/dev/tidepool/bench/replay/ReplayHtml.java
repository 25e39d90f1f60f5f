// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.bench.Machine;
import java.util.List;
import java.util.Locale;

/** One page without a script or a link: the table, and memory over the trace as a picture. */
final class ReplayHtml {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 320;
    private static final int LEFT = 60;
    private static final int BOTTOM = 24;
    private static final int LINES = 4;
    private static final int HUES = 360;
    private static final double MEBIBYTE = 1 << 20;

    private ReplayHtml() {}

    static String page(ReplayReport report) {
        StringBuilder page = new StringBuilder();
        page.append(
                """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>Replay</title><style>
                body { font: 14px sans-serif; margin: 2em; max-width: 70em }
                pre { background: #f4f4f4; padding: 1em; overflow: auto }
                table { border-collapse: collapse } td, th { padding: .2em .6em; text-align: right }
                td:first-child, th:first-child { text-align: left }
                tr + tr { border-top: 1px solid #ddd }
                </style></head><body>
                """);
        page.append("<h1>Replay of ").append(escape(report.title())).append("</h1>\n<pre>");
        page.append(escape(ReplayReport.describe("", report.trace()).strip())).append("</pre>\n");
        table(page, report);
        page.append("<p>").append(escape(report.summary()).replace("\n", "<br>")).append("</p>\n");
        page.append("<h2>Memory over the trace</h2>\n");
        picture(page, report);
        page.append("<h2>How</h2>\n<pre>").append(escape(report.method()));
        page.append(escape(Machine.here().describe())).append("</pre>\n</body></html>\n");
        return page.toString();
    }

    private static void table(StringBuilder page, ReplayReport report) {
        page.append("<table><tr><th>");
        page.append(String.join("<th>", ReplayReport.HEADINGS)).append("</tr>\n");
        for (Result result : report.results()) {
            page.append("<tr title=\"")
                    .append(escape(result.who().description()))
                    .append("\"><td>");
            if (result.skipped().isEmpty()) {
                page.append(
                        String.join(
                                "<td>",
                                List.of(report.cells(result)).stream()
                                        .map(ReplayHtml::escape)
                                        .toList()));
            } else {
                page.append(escape(result.who().id())).append("<td colspan=12>skipped: ");
                page.append(escape(result.skipped()));
            }
            page.append("</tr>\n");
        }
        page.append("</table>\n");
    }

    private static void picture(StringBuilder page, ReplayReport report) {
        List<Result> shown =
                report.results().stream()
                        .filter(result -> result.peak(MemorySample::process) >= 0)
                        .toList();
        if (shown.isEmpty()) {
            page.append(
                    "<p>None of these subjects has memory of its own that the system counts.</p>");
            return;
        }
        double most = Math.max(1, report.trace().peakLive());
        for (Result result : shown) {
            most = Math.max(most, result.peak(MemorySample::process));
        }
        page.append(
                String.format(
                        "<svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\">%n",
                        LEFT + WIDTH, HEIGHT + BOTTOM, LEFT + WIDTH));
        grid(page, most);
        long events = Math.max(1, shown.getFirst().memory().getLast().event());
        for (int i = 0; i < shown.size(); i++) {
            String colour = "hsl(" + i * HUES / shown.size() + " 70% 40%)";
            line(page, shown.get(i), colour, most, events, false);
        }
        line(page, shown.getFirst(), "#000", most, events, true);
        page.append("</svg>\n<p><b>black, dashed</b>: live blocks of the trace");
        for (int i = 0; i < shown.size(); i++) {
            page.append(
                    String.format(
                            ", <b style=\"color:hsl(%d 70%% 40%%)\">%s</b>",
                            i * HUES / shown.size(), escape(shown.get(i).who().id())));
        }
        page.append(": growth of the process. Across: events.</p>\n");
    }

    private static void grid(StringBuilder page, double most) {
        for (int i = 0; i <= LINES; i++) {
            double y = HEIGHT - (double) HEIGHT * i / LINES;
            page.append(
                    String.format(
                            Locale.ROOT,
                            "<path d=\"M%d %.1fH%d\" stroke=\"#ccc\"/><text x=\"0\" y=\"%.1f\" "
                                    + "font-size=\"11\">%.1f MiB</text>%n",
                            LEFT,
                            y,
                            LEFT + WIDTH,
                            Math.max(11, y),
                            most * i / LINES / MEBIBYTE));
        }
    }

    private static void line(
            StringBuilder page,
            Result result,
            String colour,
            double most,
            long events,
            boolean live) {
        page.append("<polyline fill=\"none\" stroke=\"").append(colour).append('"');
        page.append(live ? " stroke-dasharray=\"4 3\"" : "").append(" points=\"");
        for (MemorySample sample : result.memory()) {
            double bytes = Math.max(0, live ? sample.live() : sample.process());
            page.append(
                    String.format(
                            Locale.ROOT,
                            "%.1f,%.1f ",
                            LEFT + (double) WIDTH * sample.event() / events,
                            HEIGHT - HEIGHT * bytes / most));
        }
        page.append("\"/>\n");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
