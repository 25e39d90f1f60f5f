// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Everything that was measured.
 *
 * @param usable the collectors that ran
 * @param skipped why each of the others did not
 */
record Results(
        Plan plan,
        List<Collector> usable,
        Map<Collector, String> skipped,
        Map<Plan.Trial, Cell> cells) {

    static Results of(Plan plan, List<Collector> usable, Map<Collector, String> skipped) {
        return new Results(plan, usable, skipped, new LinkedHashMap<>());
    }

    void add(Plan.Trial trial, Outcome outcome) {
        cells.computeIfAbsent(trial, key -> new Cell()).add(outcome);
    }

    Cell cell(Workload workload, Collector collector, Variant variant) {
        return cells.getOrDefault(new Plan.Trial(workload, collector, variant), new Cell());
    }

    boolean anyFailed() {
        return cells.values().stream().anyMatch(cell -> !cell.failures().isEmpty());
    }

    /** {@return the workloads whose variants did not compute the same from the same requests} */
    List<Workload> disagreeing() {
        return plan.workloads().stream().filter(this::disagrees).toList();
    }

    private boolean disagrees(Workload workload) {
        TreeSet<Long> sums = new TreeSet<>();
        cells.forEach((trial, cell) -> {
            if (trial.workload() == workload) {
                cell.rounds().stream().filter(one -> one.done() == one.requests())
                        .forEach(one -> sums.add(one.sum()));
            }
        });
        return sums.size() > 1;
    }
}
