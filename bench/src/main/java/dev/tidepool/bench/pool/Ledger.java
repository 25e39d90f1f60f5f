// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import dev.tidepool.bench.Statistics;
import dev.tidepool.bench.TextTable;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The samples of all rounds by workload and subject. */
public final class Ledger {

    private record Cell(String work, String subject) {}

    private final Map<Cell, List<Sample>> samples = new LinkedHashMap<>();

    public void add(String work, String subject, Sample sample) {
        samples.computeIfAbsent(new Cell(work, subject), cell -> new ArrayList<>()).add(sample);
    }

    /** {@return the median over the rounds; the unknown is skipped, NaN if nothing is known} */
    public double median(String work, String subject, ToDoubleFunction<Sample> figure) {
        List<Sample> cell = samples.getOrDefault(new Cell(work, subject), List.of());
        return Statistics.median(cell.stream().mapToDouble(figure).boxed().toList());
    }

    /** {@return everything measured, losses included} */
    public String table() {
        TextTable table =
                new TextTable(
                        "work",
                        "subject",
                        "ns/op",
                        "least",
                        "most",
                        "B/op",
                        "hit rate %",
                        "retained");
        for (Map.Entry<Cell, List<Sample>> entry : samples.entrySet()) {
            Cell cell = entry.getKey();
            DoubleSummaryStatistics nanos =
                    entry.getValue().stream().mapToDouble(Sample::nanos).summaryStatistics();
            table.row(
                    cell.work(),
                    cell.subject(),
                    TextTable.number(median(cell.work(), cell.subject(), Sample::nanos), 2),
                    TextTable.number(nanos.getMin(), 2),
                    TextTable.number(nanos.getMax(), 2),
                    TextTable.number(median(cell.work(), cell.subject(), Sample::bytes), 2),
                    TextTable.number(median(cell.work(), cell.subject(), Sample::hitRate), 3),
                    TextTable.number(median(cell.work(), cell.subject(), Sample::retained), 0));
        }
        return table.toString();
    }

    public List<Map<String, Object>> toList() {
        List<Map<String, Object>> list = new ArrayList<>();
        samples.forEach(
                (cell, all) ->
                        all.forEach(one -> list.add(one.toMap(cell.work(), cell.subject()))));
        return list;
    }
}
