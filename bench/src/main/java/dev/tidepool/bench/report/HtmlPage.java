// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** A report as one page that needs nothing else: no network, no script, no other file. */
final class HtmlPage {

    private static final String STYLE = "report.css";

    private final Report report;
    private final RatioChart chart;
    private final StringBuilder html = new StringBuilder();

    private HtmlPage(Report report) {
        this.report = report;
        this.chart = new RatioChart(report);
    }

    static String of(Report report) {
        return new HtmlPage(report).page();
    }

    private String page() {
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
        html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
        html.append("<meta name=\"color-scheme\" content=\"light dark\"/>\n");
        html.append(Html.element("title", "Tidepool: report of " + commit()));
        html.append("<style>\n").append(style()).append("</style>\n</head>\n<body>\n");
        appendHeader();
        html.append("<main>\n");
        appendChart();
        report.sections().forEach(this::append);
        appendMethod();
        html.append("</main>\n</body>\n</html>\n");
        return html.toString();
    }

    private String commit() {
        return "commit " + report.fingerprint().text("commit");
    }

    private static String style() {
        try (InputStream in =
                Objects.requireNonNull(HtmlPage.class.getResourceAsStream(STYLE), STYLE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void appendHeader() {
        html.append("<header>\n").append(Html.element("h1", "Tidepool's report"));
        html.append("<p class=\"lead\">").append(Html.escape(report.headline())).append("</p>\n");
        String warning = Words.warning(report);
        if (!warning.isEmpty()) {
            html.append("<p class=\"warning\">").append(Html.escape(warning)).append("</p>\n");
        }
        html.append(
                Html.element(
                        "p",
                        Html.format(
                                "%s, %s, %s, %s processors; profile %s, %d rounds.",
                                commit(),
                                report.fingerprint().node("machine").text("jdk"),
                                report.fingerprint().node("machine").text("processor"),
                                Html.format(
                                        "%.0f",
                                        report.fingerprint().node("machine").number("processors")),
                                report.profile(),
                                report.rounds())));
        html.append("<nav>");
        if (hasFigures()) {
            link("ratios", "Ratios");
        }
        report.sections().forEach(section -> link(section.name(), section.title()));
        link("method", "Method and machine");
        html.append("</nav>\n</header>\n");
    }

    private void link(String id, String title) {
        html.append(
                Html.format("<a href=\"#%s\">%s</a> ", Html.id(id), Html.escape(title)));
    }

    private void open(String id, String title) {
        html.append(Html.format("<section id=\"%s\">\n", Html.id(id)));
        html.append(Html.element("h2", title));
    }

    private void close() {
        html.append("</section>\n");
    }

    private boolean hasFigures() {
        return report.sections().stream().anyMatch(section -> !section.figures().isEmpty());
    }

    private void appendChart() {
        if (!hasFigures()) {
            return;
        }
        open("ratios", "Ratios");
        html.append(Html.element("p", Words.LEGEND)).append(chart.legend());
        for (Section section : report.sections()) {
            String drawn = chart.chart(section);
            if (!drawn.isEmpty()) {
                html.append(Html.element("h3", section.title())).append(drawn);
            }
        }
        appendStar(report.sections().stream().anyMatch(HtmlPage::isStarred));
        close();
    }

    private static boolean isStarred(Section section) {
        return section.figures().stream().anyMatch(figure -> figure.isClose());
    }

    private void appendStar(boolean isStarred) {
        html.append(isStarred ? Html.element("p", Words.STAR) : "");
    }

    private void append(Section section) {
        open(section.name(), section.title());
        html.append(Html.element("p", section.question()));
        if (section.hasSeries()) {
            html.append(MemoryPlot.plots(section));
        }
        append("Rows with a target", Tables.rows(section, true));
        append("Rows without a target", Tables.rows(section, false));
        appendStar(isStarred(section));
        append("All figures", Tables.figures(section));
        append("Not measured", Tables.skipped(section));
        close();
    }

    private void append(String title, Table table) {
        if (!table.isEmpty()) {
            html.append(Html.element("h3", title)).append(table.toHtml());
        }
    }

    private void appendMethod() {
        open("method", "Method and machine");
        append(Words.method(report));
        html.append(Html.element("h3", "What the numbers do not show"));
        append(Words.limits(report));
        html.append(Html.element("h3", "Machine"));
        html.append(Tables.machine(report).toHtml());
        close();
    }

    private void append(List<String> sentences) {
        html.append("<ul>\n");
        sentences.forEach(sentence -> html.append(Html.element("li", sentence)));
        html.append("</ul>\n");
    }
}
