// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The one table: a row for each figure, a column for each variant. */
record ReportTable(List<String> header, List<Row> rows) {

    private static final int TERMINAL_WIDTH = 80;
    private static final int GAP = 2;

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
        table.row("peak off-heap kB, records", r -> r.offHeapPeak() == 0
                ? "0" : Text.significant(r.offHeapPeak() / 1e3));
        return new ReportTable(findings.results().stream().map(Result::name).toList(), table.rows);
    }

    /**
     * Columns of plain text, numbers at the right. Those that a terminal is too narrow for follow
     * in a second table.
     */
    String asText() {
        int labels = rows.stream().mapToInt(row -> row.label().length()).max().orElse(0);
        int columns = columnsPerTable(labels);
        StringBuilder text = new StringBuilder();
        for (int from = 0; from < header.size(); from += columns) {
            int to = Math.min(from + columns, header.size());
            text.append(from > 0 ? "\n" : "");
            line(text, " ".repeat(labels), header, from, to);
            for (Row row : rows) {
                line(text, row.label() + " ".repeat(labels - row.label().length()),
                        row.cells(), from, to);
            }
        }
        return text.toString();
    }

    /** As many as make the fewest tables, all of about the same width. */
    private int columnsPerTable(int labels) {
        for (int tables = 1; tables < header.size(); tables++) {
            int columns = Math.ceilDiv(header.size(), tables);
            if (widest(columns) <= TERMINAL_WIDTH - labels) {
                return columns;
            }
        }
        return 1;
    }

    private int widest(int columns) {
        int widest = 0;
        for (int from = 0; from < header.size(); from += columns) {
            widest = Math.max(widest, IntStream.range(from,
                    Math.min(from + columns, header.size())).map(i -> GAP + width(i)).sum());
        }
        return widest;
    }

    private void line(StringBuilder text, String label, List<String> cells, int from, int to) {
        text.append(label);
        for (int i = from; i < to; i++) {
            String cell = cells.get(i);
            text.append(" ".repeat(GAP + width(i) - cell.length())).append(cell);
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
