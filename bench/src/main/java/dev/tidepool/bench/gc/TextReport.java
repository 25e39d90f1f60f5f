// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import dev.tidepool.bench.Machine;
import dev.tidepool.bench.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report as text: verdicts first, then a table for each workload. */
final class TextReport {

    private final Results results;
    private final List<Verdict> verdicts;

    TextReport(Results results) {
        this.results = results;
        this.verdicts = Verdict.all(results);
    }

    String text(Machine machine) {
        StringBuilder text = new StringBuilder();
        text.append(machine.describe());
        lines(text, setting());
        text.append('\n');
        lines(text, summary());
        for (Workload workload : results.plan().workloads()) {
            text.append("\n## ").append(workload).append(": ").append(workload.about)
                    .append("\n\n");
            lines(text, sentences(workload));
            text.append('\n').append(table(workload));
        }
        return text.toString();
    }

    private static void lines(StringBuilder text, List<String> lines) {
        lines.forEach(line -> text.append(line).append('\n'));
    }

    /** What was run, and what could not be. */
    List<String> setting() {
        Plan plan = results.plan();
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT,
                "# heap of each child: %d MiB; %s s measured in each, %d %s",
                plan.heapMebibytes(), Text.number(plan.seconds()), plan.rounds(),
                plan.rounds() == 1 ? "round" : "rounds"));
        results.skipped().forEach((collector, reason) ->
                lines.add("# skipped " + collector + ": " + reason));
        return lines;
    }

    /** Where reuse helps, and where not. */
    List<String> summary() {
        List<String> lines = new ArrayList<>();
        for (Variant variant : Variant.values()) {
            for (Verdict.Kind kind : Verdict.Kind.values()) {
                String where = Verdict.where(verdicts, variant, kind);
                if (!where.isEmpty()) {
                    lines.add(variant + " " + kind.words + ": " + where + ".");
                }
            }
        }
        results.disagreeing().forEach(workload -> lines.add(
                workload + " computed different sums: its figures cannot be compared."));
        return lines;
    }

    /** The verdicts on a workload, and which children failed or fell behind. */
    List<String> sentences(Workload workload) {
        List<String> lines = new ArrayList<>();
        verdicts.stream().filter(verdict -> verdict.workload() == workload)
                .forEach(verdict -> lines.add(verdict.sentence()));
        for (Collector collector : results.usable()) {
            for (Variant variant : Variant.values()) {
                Cell cell = results.cell(workload, collector, variant);
                cell.failures().forEach(reason -> lines.add(
                        collector + ": " + variant + " failed: " + reason));
                if (cell.gaveUp()) {
                    lines.add(String.format("%s: %s fell behind %d requests/s and gave up.",
                            collector, variant, workload.rate));
                }
            }
        }
        return lines;
    }

    private String table(Workload workload) {
        List<String> headings = new ArrayList<>(List.of("figure", "collector"));
        for (Variant variant : Variant.values()) {
            headings.add(variant.label);
        }
        headings.add("tidepool/fresh");
        headings.add("local/fresh");
        TextTable table = new TextTable(headings.toArray(String[]::new));
        for (Figure figure : Figure.ALL.stream().filter(Figure::brief).toList()) {
            String label = figure.label();
            for (Collector collector : results.usable()) {
                table.row(row(workload, collector, figure, label));
                label = "";
            }
        }
        return table.toString();
    }

    private String[] row(Workload workload, Collector collector, Figure figure, String label) {
        List<String> row = new ArrayList<>(List.of(label, collector.label));
        for (Variant variant : Variant.values()) {
            row.add(figure.text(results.cell(workload, collector, variant)));
        }
        Cell fresh = results.cell(workload, collector, Variant.FRESH);
        row.add(figure.ratio(results.cell(workload, collector, Variant.TIDEPOOL), fresh));
        row.add(figure.ratio(results.cell(workload, collector, Variant.THREAD_LOCAL), fresh));
        return row.toArray(String[]::new);
    }
}
