// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.bench.Ledger;
import dev.tidepool.bench.Sample;
import dev.tidepool.bench.SpeedFigure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The verdict is what readers look at, so it must not flatter. */
class SpeedRowTest {

    private static final String WORK = Work.PAIR_64.name();

    private static SpeedRow row(SpeedRow.Against against) {
        return new SpeedRow(
                "row", Work.PAIR_64, "tidepool", List.of("a", "b", "c"), against, 0.9, 0.5);
    }

    private static Ledger ledger(double ours, double bytes, double a, double b, double c) {
        Ledger ledger = new Ledger();
        ledger.add(WORK, "tidepool", new Sample(ours, bytes));
        ledger.add(WORK, "a", new Sample(a, 0));
        ledger.add(WORK, "b", new Sample(b, 0));
        if (!Double.isNaN(c)) {
            ledger.add(WORK, "c", new Sample(c, 0));
        }
        return ledger;
    }

    @Test
    void theFastestPeerCounts() {
        SpeedFigure figure = row(SpeedRow.Against.FASTEST).figure(ledger(8, 0, 20, 10, 30));
        assertEquals("b", figure.peer());
        assertEquals(0.8, figure.ratio(), 1e-9);
        assertEquals("met", figure.verdict());
    }

    @Test
    void theMedianOfThreeIsTheMiddleOne() {
        SpeedFigure figure = row(SpeedRow.Against.MEDIAN).figure(ledger(8, 0, 20, 10, 30));
        assertEquals(0.4, figure.ratio(), 1e-9);
    }

    @Test
    void aMedianWithAPeerMissingIsUnknown() {
        SpeedFigure figure =
                row(SpeedRow.Against.MEDIAN).figure(ledger(8, 0, 20, 10, Double.NaN));
        assertEquals("unknown", figure.verdict());
    }

    @Test
    void everythingMissedIsNamed() {
        SpeedFigure figure = row(SpeedRow.Against.FASTEST).figure(ledger(20, 24, 20, 10, 30));
        assertEquals("MISSED: time, garbage", figure.verdict());
    }

    @Test
    void nothingMeasuredIsNotMet() {
        SpeedFigure figure = row(SpeedRow.Against.FASTEST).figure(new Ledger());
        assertEquals("unknown", figure.verdict());
    }

    @Test
    void aRowThatOnlyInformsHasNoVerdict() {
        SpeedRow row =
                new SpeedRow(
                        "row",
                        Work.PAIR_64,
                        "tidepool",
                        List.of("a"),
                        SpeedRow.Against.FASTEST,
                        Double.NaN,
                        Double.NaN);
        SpeedFigure figure = row.figure(ledger(20, 3000, 10, 0, 0));
        assertEquals(2.0, figure.ratio(), 1e-9);
        assertEquals("-", figure.verdict());
    }

    @Test
    void pairsShowTheJdkTheLibrariesAndEveryProfile() {
        for (Work pair : List.of(Work.PAIR_64, Work.PAIR_1K)) {
            for (String peer :
                    List.of("mimalloc", "jemalloc", "tcmalloc", "arenaConfined", "directBuffer")) {
                assertTrue(
                        SpeedRow.TABLE.stream()
                                .anyMatch(r -> r.work() == pair && r.peers().contains(peer)),
                        peer);
            }
            assertEquals(
                    4,
                    SpeedRow.TABLE.stream()
                            .filter(r -> r.work() == pair && r.peers().contains("tidepool"))
                            .filter(r -> Double.isNaN(r.target()))
                            .count());
        }
    }

    @Test
    void onlyPairsHangOnFiguresFromC() {
        assertTrue(SpeedRow.hangsOnC(Work.PAIR_64));
        assertFalse(SpeedRow.hangsOnC(Work.FIFO_64));
        assertTrue(SpeedRow.hangsOn(Work.FIFO_64, "glibc"));
        assertFalse(SpeedRow.hangsOn(Work.PAIR_64, "arenaConfined"));
    }

    @Test
    void everyRowOfTheTableHasItsSubjectsMeasured() {
        for (SpeedRow row : SpeedRow.TABLE) {
            assertTrue(row.work().quick().contains(row.ours()), row.title());
            assertTrue(
                    row.peers().stream()
                            .allMatch(p -> p.endsWith("(C)") || row.work().quick().contains(p)),
                    row.title());
        }
    }
}
