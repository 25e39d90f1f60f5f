// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A report as Markdown, in parts that documentation can take one by one. */
final class Markdown {

    private Markdown() {}

    /** {@return the parts by the names that markers use; empty where there is nothing to show} */
    static Map<String, String> parts(Report report) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("headline", headline(report));
        parts.put("machine", Tables.machine(report).toMarkdown());
        for (Section section : report.sections()) {
            String name = section.name();
            parts.put(name + " rows", rows(section, true));
            parts.put(name + " information", rows(section, false));
            parts.put(name + " figures", Tables.figures(section).toMarkdown());
            Table skipped = Tables.skipped(section);
            parts.put(name + " skipped", skipped.isEmpty() ? "" : skipped.toMarkdown());
        }
        parts.put("method", list(Words.method(report)));
        parts.put("limits", list(Words.limits(report)));
        return parts;
    }

    private static String headline(Report report) {
        String warning = Words.warning(report);
        return report.headline() + "\n" + (warning.isEmpty() ? "" : "\n**" + warning + "**\n");
    }

    private static String rows(Section section, boolean hasTarget) {
        Table table = Tables.rows(section, hasTarget);
        if (table.isEmpty()) {
            return "";
        }
        boolean isStarred = section.figures(hasTarget).stream().anyMatch(f -> f.isClose());
        return table.toMarkdown() + (isStarred ? "\n" + Table.escape(Words.STAR) + "\n" : "");
    }

    private static String list(List<String> sentences) {
        return sentences.stream().map(text -> "- " + text + "\n").collect(Collectors.joining());
    }

    static String document(Report report) {
        Map<String, String> parts = parts(report);
        StringBuilder text = new StringBuilder("# Tidepool's report\n\n");
        text.append(parts.get("headline"));
        for (Section section : report.sections()) {
            text.append("\n## ").append(section.title()).append("\n\n");
            text.append(section.question()).append('\n');
            for (String part : List.of(" rows", " information", " figures", " skipped")) {
                append(text, parts.getOrDefault(section.name() + part, ""));
            }
        }
        text.append("\n## How it was measured\n\n").append(parts.get("method"));
        text.append("\n## What the numbers do not show\n\n").append(parts.get("limits"));
        text.append("\n## Machine\n\n").append(parts.get("machine"));
        return text.toString();
    }

    private static void append(StringBuilder text, String part) {
        if (!part.isEmpty()) {
            text.append('\n').append(part);
        }
    }
}
