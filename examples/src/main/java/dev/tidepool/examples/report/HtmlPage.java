// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** The report as one HTML page that needs nothing else: styles and plots are inside. */
final class HtmlPage {

    private final Findings findings;
    private final Markup page = new Markup();

    HtmlPage(Findings findings) {
        this.findings = findings;
    }

    /** The class that gives a variant its colour, the same in all plots. */
    static String colour(String variant) {
        return "v-" + variant.replaceAll("[^a-z-]", "");
    }

    String html() {
        page.raw("<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n")
                .raw("<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" ")
                .raw("content=\"width=device-width, initial-scale=1\"/>\n")
                .raw("<title>Allocation report</title>\n<style>\n")
                .raw(style()).raw("</style>\n</head>\n<body>\n<main>\n");
        page.element("h1", "Allocation report");
        findings.headline().ifPresent(headline -> page.element("p class=\"headline\"", headline));
        page.element("p", findings.summary() + " Each reads text files, splits lines, builds a "
                + "record per line, escapes it to JSON, deflates blocks and checksums them.");
        plots();
        page.element("h2", "Figures");
        table(ReportTable.of(findings, "µs"));
        page.element("p", findings.checksum());
        page.element("h2", "What the figures mean").raw("<ul>\n");
        findings.notes().forEach(note -> page.element("li", note));
        page.raw("</ul>\n");
        new PoolSection(findings.results(), page).write();
        new SpanSection(findings.results(), page).write();
        skippedFiles();
        page.raw("</main>\n");
        footer();
        return page.raw("</body>\n</html>\n").toString();
    }

    private void plots() {
        legend();
        page.raw("<div class=\"plots\">\n");
        bars("Throughput", "MB of input per second; the line spans the rounds", r ->
                List.of(new BarChart.Bar(r.medianRate(), Text.significant(r.medianRate() / 1e6),
                        r.lowestRate(), r.highestRate())));
        bars("Allocation", "bytes of heap per byte of input", r ->
                List.of(BarChart.Bar.of(r.allocatedPerByte(), r.allocated() < 0 ? "unknown"
                        : Text.significant(r.allocatedPerByte()))));
        plot("Time per record", "logarithmic on both axes",
                new CurveChart(findings.results()).svg());
        bars("Pauses", "ms: total (strong), longest (pale)", r ->
                List.of(whole(r.collections().pauseMillis()),
                        whole(r.collections().longestMillis())));
        bars("Collections", "number", r -> List.of(whole(r.collections().collections())));
        bars("Retained objects", "at the end (strong), after two tides (pale)", r ->
                List.of(whole(r.retained()), whole(r.retainedAfterTides())));
        List<Result> offHeap = findings.offHeap();
        if (!offHeap.isEmpty()) {
            bars("Off-heap memory", "kB at most, for the texts of records", offHeap, r ->
                    List.of(BarChart.Bar.of(r.offHeapPeak(),
                            Text.significant(r.offHeapPeak() / 1e3))));
        }
        page.raw("</div>\n");
    }

    private void legend() {
        page.raw("<p class=\"legend\">");
        for (Result result : findings.results()) {
            page.format("<span><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 36 12\" "
                    + "aria-hidden=\"true\"><path class=\"curve %s\" d=\"M1 6H35\"/></svg> ",
                    colour(result.name())).text(result.name()).raw("</span>\n");
        }
        page.raw("</p>\n");
    }

    private void bars(String title, String unit, Function<Result, List<BarChart.Bar>> bars) {
        bars(title, unit, findings.results(), bars);
    }

    private void bars(String title, String unit, List<Result> results,
            Function<Result, List<BarChart.Bar>> bars) {
        List<BarChart.Group> groups = results.stream()
                .map(result -> new BarChart.Group(result.name(), bars.apply(result))).toList();
        plot(title, unit, new BarChart(title + ", " + unit, groups).svg());
    }

    private void plot(String title, String unit, String svg) {
        page.raw("<figure>\n<figcaption>").element("strong", title).element("span", unit)
                .raw("</figcaption>\n").raw(svg).raw("</figure>\n");
    }

    private static BarChart.Bar whole(long value) {
        return BarChart.Bar.of(value, Text.whole(value));
    }

    private void table(ReportTable table) {
        page.raw("<div class=\"scroll\"><table>\n<thead><tr><td></td>");
        table.header().forEach(name -> page.element("th scope=\"col\"", name));
        page.raw("</tr></thead>\n<tbody>\n");
        for (ReportTable.Row row : table.rows()) {
            boolean part = row.label().startsWith(" ");
            page.raw("<tr>").element("th scope=\"row\"" + (part ? " class=\"part\"" : ""),
                    row.label().strip());
            row.cells().forEach(cell -> page.element("td", joined(cell)));
            page.raw("</tr>\n");
        }
        page.raw("</tbody>\n</table></div>\n");
    }

    /** Digits of one number stay together: a narrow space that does not break. */
    static String joined(String number) {
        return number.replace(' ', '\u202F');
    }

    private void skippedFiles() {
        List<Corpus.Unreadable> unreadable = findings.corpus().unreadable();
        if (!unreadable.isEmpty()) {
            page.element("h2", "Not read").element("p", Text.someOf(unreadable));
        }
    }

    private void footer() {
        Environment environment = findings.environment();
        page.raw("<footer>\n<dl>\n");
        entry("Command", findings.settings().command());
        entry("Corpus", findings.corpus().describe());
        entry("JDK", environment.jdk());
        entry("Collector", environment.collectors());
        entry("JVM flags", environment.flags());
        entry("Machine", Text.count(environment.cpus(), "CPU") + ", " + environment.system()
                + ", heap up to " + Text.whole(environment.maxHeap() >> 20) + " MiB");
        page.raw("</dl>\n</footer>\n");
    }

    private void entry(String name, String value) {
        page.element("dt", name).element("dd", value);
    }

    private static String style() {
        try (InputStream style = HtmlPage.class.getResourceAsStream("report.css")) {
            if (style == null) {
                throw new IllegalStateException("report.css is not beside " + HtmlPage.class);
            }
            return new String(style.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
