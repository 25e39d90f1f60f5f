// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The samples of all rounds by workload and subject. */
public final class Ledger {

    private record Cell(String work, String subject) {}

    private final Map<Cell, List<Sample>> samples = new LinkedHashMap<>();

    public void add(String work, String subject, Sample sample) {
        samples.computeIfAbsent(new Cell(work, subject), cell -> new ArrayList<>()).add(sample);
    }

    /** {@return the median over the rounds, NaN if nothing is known} */
    public double nanos(String work, String subject) {
        return nanos(new Cell(work, subject));
    }

    /** {@return the median over the rounds, NaN if nothing is known} */
    public double bytes(String work, String subject) {
        return bytes(new Cell(work, subject));
    }

    private double nanos(Cell cell) {
        return Statistics.median(
                samples.getOrDefault(cell, List.of()).stream().map(Sample::nanos).toList());
    }

    private double bytes(Cell cell) {
        return Statistics.median(
                samples.getOrDefault(cell, List.of()).stream().map(Sample::bytes).toList());
    }

    /** {@return everything measured, losses included} */
    public String table() {
        TextTable table = new TextTable("work", "subject", "ns/op", "least", "most", "B/op");
        samples.forEach(
                (cell, all) -> {
                    DoubleSummaryStatistics nanos =
                            all.stream().mapToDouble(Sample::nanos).summaryStatistics();
                    table.row(
                            cell.work(),
                            cell.subject(),
                            TextTable.number(nanos(cell), 2),
                            TextTable.number(nanos.getMin(), 2),
                            TextTable.number(nanos.getMax(), 2),
                            TextTable.number(bytes(cell), 2));
                });
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
