// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.bounded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.bench.Cell;
import dev.tidepool.bench.Profile;
import dev.tidepool.bench.Row;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Param;

/** A row of nobody, or a subject that no benchmark runs, would stay empty. */
class BoundedSuiteTest {

    private final BoundedSuite suite = new BoundedSuite();

    @Test
    void aWorkloadRunsEverySubjectOfItsBenchmarkOnce() throws NoSuchFieldException {
        for (Work work : Work.ALL) {
            String[] known =
                    work.benchmark().getField("subject").getAnnotation(Param.class).value();
            List<String> all = work.subjects(false);
            assertEquals(Set.of(known), new HashSet<>(all), work.name());
            assertEquals(known.length, all.size(), work.name());
        }
        assertEquals(Work.ALL.size(), Work.ALL.stream().map(Work::name).distinct().count());
    }

    @Test
    void everyRowIsMeasuredInAFullReport() {
        List<Cell> cells = suite.cells(Profile.FULL);
        for (Row row : suite.rows()) {
            assertTrue(isMeasured(cells, row, row.ours()), row::title);
            assertTrue(row.peers().stream().allMatch(p -> isMeasured(cells, row, p)), row::title);
            assertFalse(row.hasTarget(), row::title);
        }
    }

    @Test
    void aShortReportHasOursAndTwoPeersInTwoRows() {
        List<Cell> cells = suite.cells(Profile.QUICK);
        List<Row> measured =
                suite.rows().stream().filter(row -> isMeasured(cells, row, row.ours())).toList();
        assertEquals(2, measured.size());
        for (Row row : measured) {
            assertEquals(2, row.peers().stream().filter(p -> isMeasured(cells, row, p)).count());
        }
        assertEquals(6, cells.size());
    }

    private static boolean isMeasured(List<Cell> cells, Row row, String subject) {
        return cells.stream()
                .anyMatch(
                        cell ->
                                cell.work().equals(row.work())
                                        && cell.subjects().contains(subject));
    }
}
