// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import dev.tidepool.bench.Machine;
import java.util.List;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** The report as one HTML page that needs nothing else, for a screen, a phone or paper. */
final class HtmlReport {

    private static final String STYLE = """
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 66rem;
              padding: 1rem; }
            h1, h2, h3 { line-height: 1.2; }
            .small { font-size: .85rem; opacity: .8; overflow-wrap: anywhere; }
            .wide { overflow-x: auto; }
            table { border-collapse: collapse; font-size: .85rem;
              font-variant-numeric: tabular-nums; }
            th, td { padding: .15rem .6rem; text-align: right; white-space: nowrap; }
            th:nth-child(-n+2), td:nth-child(-n+2) { text-align: left; }
            tr.first td { border-top: 1px solid #8886; }
            .row { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .8rem; }
            figure { margin: 0 0 .8rem; break-inside: avoid; }
            figcaption { font-size: .8rem; }
            svg { width: 100%; height: auto; }
            svg rect { fill: #2a78b5; }
            .fresh rect { fill: #c4622d; }
            .thread-local rect { fill: #6b8e3d; }
            svg path { stroke: currentColor; stroke-width: .5; fill: none; }
            svg text { font-size: 9px; fill: currentColor; }
            @media (max-width: 40rem) {
              svg text { font-size: 17px; }
              .row { gap: .4rem; }
            }
            @media print {
              body { font-size: 10pt; max-width: none; padding: 0; }
              h2 { break-before: page; }
              .wide { overflow: visible; }
            }
            """;

    private final Results results;
    private final TextReport words;
    private final StringBuilder page = new StringBuilder();

    HtmlReport(Results results) {
        this.results = results;
        this.words = new TextReport(results);
    }

    String html(Machine machine) {
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" ")
                .append("content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>Reuse under each collector</title>\n<style>\n").append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>Reuse under each collector</h1>\n");
        list(words.summary());
        page.append("<p class=\"small\">");
        page.append(escape(machine.describe().replace("\n", " ").replace("# ", "")));
        words.setting().forEach(line ->
                page.append("<br>").append(escape(line.replace("# ", ""))));
        page.append("</p>\n<p>Bars count pauses, or requests, by their duration from 1 us to 1 s. "
                + "Both axes are logarithmic, and the same for all pictures of a workload. "
                + "A pause is a safepoint of the collector. Latency counts from the time at "
                + "which a request should have begun.</p>\n");
        results.plan().workloads().forEach(this::workload);
        return page.append("</body>\n</html>\n").toString();
    }

    private void workload(Workload workload) {
        page.append("<h2>").append(workload).append("</h2>\n<p>")
                .append(escape(workload.about)).append(".</p>\n");
        list(words.sentences(workload));
        pictures(workload, "Pauses", "pauses", cell -> cell.pauses.histogram);
        pictures(workload, "Latency of requests", "requests", cell -> cell.latency);
        page.append("<h3>Figures</h3>\n");
        table(workload);
    }

    private void pictures(Workload workload, String title, String counted,
            Function<Cell, Histogram> histogram) {
        long highest = 1;
        for (Collector collector : results.usable()) {
            for (Variant variant : Variant.values()) {
                highest = Math.max(highest, HistogramFigure.highest(
                        histogram.apply(results.cell(workload, collector, variant))));
            }
        }
        page.append("<h3>").append(title).append("</h3>\n");
        for (Collector collector : results.usable()) {
            page.append("<div class=\"row\">\n");
            for (Variant variant : Variant.values()) {
                Cell cell = results.cell(workload, collector, variant);
                picture(collector + ", " + variant, variant, histogram.apply(cell), highest,
                        counted);
            }
            page.append("</div>\n");
        }
    }

    private void picture(String name, Variant variant, Histogram histogram, long highest,
            String counted) {
        page.append("<figure class=\"").append(variant).append("\">\n")
                .append(HistogramFigure.svg(histogram, highest, name))
                .append("<figcaption>").append(name).append(": ")
                .append(histogram.getTotalCount()).append(' ').append(counted);
        if (histogram.getTotalCount() > 0) {
            page.append(", p99 ")
                    .append(Text.number(histogram.getValueAtPercentile(99) / 1e6))
                    .append(" ms, longest ")
                    .append(Text.number(histogram.getMaxValue() / 1e6)).append(" ms");
        }
        page.append("</figcaption>\n</figure>\n");
    }

    private void table(Workload workload) {
        page.append("<div class=\"wide\"><table>\n<tr><th>figure</th><th>collector</th>");
        for (Variant variant : Variant.values()) {
            page.append("<th>").append(variant).append("</th>");
        }
        page.append("</tr>\n");
        for (Figure figure : Figure.ALL) {
            String label = figure.label();
            for (Collector collector : results.usable()) {
                page.append(label.isEmpty() ? "<tr>" : "<tr class=\"first\">")
                        .append("<td>").append(label).append("</td><td>").append(collector)
                        .append("</td>");
                for (Variant variant : Variant.values()) {
                    page.append("<td>").append(figure.text(
                            results.cell(workload, collector, variant))).append("</td>");
                }
                page.append("</tr>\n");
                label = "";
            }
        }
        page.append("</table></div>\n");
    }

    private void list(List<String> lines) {
        page.append("<ul>\n");
        lines.forEach(line -> page.append("<li>").append(escape(line)).append("</li>\n"));
        page.append("</ul>\n");
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
