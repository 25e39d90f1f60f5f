// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The one table: a row for each figure, a column for each variant. */
record ReportTable(List<String> header, List<Row> rows) {

    record Row(String label, List<String> cells) {}

    /** The figures, with {@code micros} as the sign for microseconds. */
    static ReportTable of(Findings findings, String micros) {
        Builder table = new Builder(findings.results());
        String counted = findings.settings().virtual() ? "process" : "workers";
        table.row("input MB/s", r -> Text.significant(r.medianRate() / 1e6));
        table.row("  slowest round", r -> Text.significant(r.lowestRate() / 1e6));
        table.row("  fastest round", r -> Text.significant(r.highestRate() / 1e6));
        table.row("allocated bytes/input byte, " + counted, r -> r.allocated() < 0
                ? "unknown" : Text.significant(r.allocatedPerByte()));
        table.row("collections", r -> Text.whole(r.collections().collections()));
        table.row("pauses, total ms", r -> Text.whole(r.collections().pauseMillis()));
        table.row("  longest ms", r -> Text.whole(r.collections().longestMillis()));
        table.row("per record, p50 " + micros, r -> Text.micros(r.recordNanos(50)));
        table.row("  p99 " + micros, r -> Text.micros(r.recordNanos(99)));
        table.row("  p99.9 " + micros, r -> Text.micros(r.recordNanos(99.9)));
        table.row("  max " + micros, r -> Text.micros(r.recordNanos(100)));
        table.row("records", r -> Text.number(r.shipped().taken.records));
        table.row("objects taken", r -> Text.number(r.shipped().taken.all()));
        table.row("  created", r -> Text.number(r.created()));
        table.row("  hit rate %", r -> Text.percent(r.hitRate()));
        table.row("retained at the end", r -> Text.whole(r.retained()));
        table.row("  after two tides", r -> Text.whole(r.retainedAfterTides()));
        return new ReportTable(findings.results().stream().map(Result::name).toList(), table.rows);
    }

    /** Columns of plain text, numbers at the right. */
    String asText() {
        int labels = rows.stream().mapToInt(row -> row.label().length()).max().orElse(0);
        StringBuilder text = new StringBuilder();
        line(text, " ".repeat(labels), header);
        rows.forEach(row -> line(text,
                row.label() + " ".repeat(labels - row.label().length()), row.cells()));
        return text.toString();
    }

    private void line(StringBuilder text, String label, List<String> cells) {
        text.append(label);
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            text.append(" ".repeat(2 + width(i) - cell.length())).append(cell);
        }
        text.append('\n');
    }

    private int width(int column) {
        return Stream.concat(Stream.of(header), rows.stream().map(Row::cells))
                .mapToInt(cells -> cells.get(column).length()).max().orElse(0);
    }

    private static final class Builder {

        private final List<Result> results;
        private final List<Row> rows = new ArrayList<>();

        Builder(List<Result> results) {
            this.results = results;
        }

        void row(String label, Function<Result, String> cell) {
            rows.add(new Row(label, results.stream().map(cell).toList()));
        }
    }
}
