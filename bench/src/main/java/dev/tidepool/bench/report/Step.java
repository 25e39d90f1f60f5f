// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import dev.tidepool.bench.Cell;
import dev.tidepool.bench.Profile;
import dev.tidepool.bench.Suite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A cell in a round. */
record Step(Suite suite, Cell cell, int round) {

    /**
     * {@return all steps in their order} A round goes over all suites, so that what disturbs the
     * machine for a minute disturbs a round of each. Within a workload each round begins with
     * another subject.
     */
    static List<Step> plan(List<Suite> suites, Profile profile, int rounds)
            throws InterruptedException, IOException {
        List<List<List<Cell>>> works = new ArrayList<>();
        for (Suite suite : suites) {
            works.add(byWork(suite.cells(profile)));
        }
        List<Step> steps = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < suites.size(); i++) {
                for (List<Cell> cells : works.get(i)) {
                    add(steps, suites.get(i), cells, round);
                }
            }
        }
        return steps;
    }

    private static List<List<Cell>> byWork(List<Cell> cells) {
        Map<String, List<Cell>> works = new LinkedHashMap<>();
        for (Cell cell : cells) {
            works.computeIfAbsent(cell.work(), work -> new ArrayList<>()).add(cell);
        }
        return List.copyOf(works.values());
    }

    private static void add(List<Step> steps, Suite suite, List<Cell> cells, int round) {
        int n = cells.size();
        for (int i = 0; i < n; i++) {
            Cell cell = cells.get((round + i) % n);
            if (round < cell.rounds()) {
                steps.add(new Step(suite, cell, round));
            }
        }
    }

    /** {@return whether the readings of all its subjects are there} */
    boolean isDone(List<Entry> entries) {
        return cell.subjects().stream()
                .allMatch(
                        subject ->
                                entries.stream()
                                        .anyMatch(
                                                entry ->
                                                        entry.isOf(
                                                                suite.name(),
                                                                cell.work(),
                                                                subject,
                                                                round)));
    }

    String describe() {
        String who = cell.subjects().size() == 1 ? cell.subjects().getFirst() : "all in turn";
        return suite.name() + ", " + cell.work() + ": " + who;
    }
}
