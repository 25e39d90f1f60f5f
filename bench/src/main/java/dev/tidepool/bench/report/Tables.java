// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import dev.tidepool.bench.Figure;
import dev.tidepool.bench.Reading;
import dev.tidepool.bench.Readings;
import dev.tidepool.bench.Statistics;
import dev.tidepool.bench.TextTable;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A section's figures as tables. */
final class Tables {

    private Tables() {}

    /** {@return the rows that have a target, or those that only inform} */
    static Table rows(Section section, boolean hasTarget) {
        List<Figure> figures = section.figures(hasTarget);
        boolean hits = figures.stream().anyMatch(figure -> !Double.isNaN(figure.hitRate()));
        boolean keeps = figures.stream().anyMatch(figure -> !Double.isNaN(figure.retained()));
        List<String> headings =
                new ArrayList<>(List.of("row", "peer", "ours ns", "peer ns", "ratio", "rounds"));
        headings.addAll(List.of("target", "verdict", "B/op"));
        addIf(headings, hits, "hit rate %");
        addIf(headings, keeps, "retained " + section.unit());
        Table table = new Table(headings);
        for (Figure figure : figures) {
            List<String> cells = new ArrayList<>();
            boolean isPlanted = figure.ours().contains(" + ");
            cells.add(figure.title() + (isPlanted ? " (" + figure.ours() + ")" : ""));
            cells.add(figure.peer());
            cells.add(Numbers.amount(figure.interval().ours()));
            cells.add(Numbers.amount(figure.interval().peer()));
            cells.add(Numbers.ratio(figure.interval().ratio()));
            cells.add(Numbers.range(figure.interval()));
            cells.add(TextTable.number(figure.target(), 2));
            cells.add(Numbers.verdict(figure));
            cells.add(Numbers.amount(figure.bytes()));
            addIf(cells, hits, TextTable.number(figure.hitRate(), 2));
            addIf(cells, keeps, TextTable.number(figure.retained(), 0));
            table.row(cells);
        }
        return table;
    }

    private static void addIf(List<String> cells, boolean condition, String cell) {
        if (condition) {
            cells.add(cell);
        }
    }

    /** A column of figures over a subject's readings. */
    private record Column(String heading, Function<List<Reading>, String> cell) {}

    /** {@return everything that was measured; a suite's own figures are medians too} */
    static Table figures(Section section) {
        List<Column> columns = columns(section);
        Table table =
                new Table(
                        Table.join(
                                List.of("work", "subject"),
                                columns.stream().map(Column::heading)));
        Readings readings = section.readings();
        for (Readings.Key key : readings.keys()) {
            List<Reading> all = readings.list(key.work(), key.subject());
            table.row(
                    Table.join(
                            List.of(key.work(), key.subject()),
                            columns.stream().map(column -> column.cell().apply(all))));
        }
        return table;
    }

    /** {@return columns that have something to show} */
    private static List<Column> columns(Section section) {
        List<Column> columns = new ArrayList<>();
        if (section.has(Reading::nanos)) {
            columns.add(new Column("ns/op", all -> Numbers.amount(median(all, Reading::nanos))));
            columns.add(new Column("least", all -> Numbers.amount(nanos(all).getMin())));
            columns.add(new Column("most", all -> Numbers.amount(nanos(all).getMax())));
        }
        if (section.has(Reading::bytes)) {
            columns.add(new Column("B/op", all -> Numbers.amount(median(all, Reading::bytes))));
        }
        if (section.has(Reading::hitRate)) {
            columns.add(
                    new Column(
                            "hit rate %",
                            all -> TextTable.number(median(all, Reading::hitRate), 2)));
        }
        if (section.has(Reading::retained)) {
            columns.add(
                    new Column(
                            "retained " + section.unit(),
                            all -> TextTable.number(median(all, Reading::retained), 0)));
        }
        section.more().forEach(name -> columns.add(new Column(name, all -> own(all, name))));
        return columns;
    }

    private static DoubleSummaryStatistics nanos(List<Reading> readings) {
        return readings.stream().mapToDouble(Reading::nanos).summaryStatistics();
    }

    private static double median(List<Reading> readings, ToDoubleFunction<Reading> figure) {
        return Statistics.median(readings.stream().mapToDouble(figure).boxed().toList());
    }

    private static String own(List<Reading> readings, String heading) {
        List<Double> values = new ArrayList<>();
        for (Reading reading : readings) {
            @Nullable Double value = reading.more().get(heading);
            if (value != null) {
                values.add(value);
            }
        }
        double median = Statistics.median(values);
        boolean isCount = median == Math.rint(median);
        return isCount ? TextTable.number(median, 0) : Numbers.amount(median);
    }

    static Table skipped(Section section) {
        Table table = new Table(List.of("not measured", "reason"));
        section.skipped().forEach(skip -> table.row(List.of(skip.subject(), skip.reason())));
        return table;
    }

    /** {@return under what the report was measured} */
    static Table machine(Report report) {
        Table table = new Table(List.of("what", "value"));
        Map<String, Object> machine = report.fingerprint().node("machine").members();
        machine.forEach((name, value) -> table.row(List.of(words(name), plain(value))));
        for (String name : List.of("commit", "jar", "profile", "plant")) {
            String text = report.fingerprint().text(name);
            table.row(List.of(name, text.isEmpty() ? "none" : text));
        }
        table.row(List.of("rounds", Integer.toString(report.rounds())));
        return table;
    }

    private static String plain(Object value) {
        return switch (value) {
            case List<?> list when list.isEmpty() -> "none";
            case List<?> list -> String.join(", ", list.stream().map(Tables::plain).toList());
            case Double number -> TextTable.number(number, 0);
            default -> value.toString();
        };
    }

    /** {@return a name of several words as such} */
    private static String words(String name) {
        return name.equals("heapMebibytes") ? "heap, MiB" : name;
    }
}
