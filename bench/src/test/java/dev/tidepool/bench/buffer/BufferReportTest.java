// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.bench.pool.Ledger;
import dev.tidepool.bench.pool.Sample;
import dev.tidepool.bench.pool.SpeedFigure;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Param;

/** A row of nobody, or of the slower peer, would flatter. */
class BufferReportTest {

    private static List<String> namesIn(Class<?> benchmark) {
        try {
            return List.of(benchmark.getField("subject").getAnnotation(Param.class).value());
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aNameInTheReportIsOneOfTheBenchmarks() {
        for (Work work : Work.ALL) {
            List<String> known = namesIn(work.benchmark());
            assertTrue(known.containsAll(work.quick()), work.name());
            assertTrue(known.containsAll(work.further()), work.name());
            Set<String> all = new HashSet<>(work.quick());
            all.addAll(work.further());
            assertEquals(work.quick().size() + work.further().size(), all.size(), work.name());
        }
        assertEquals(Work.ALL.size(), Work.ALL.stream().map(Work::name).distinct().count());
    }

    @Test
    void everyRowHasOursAndAPeerInAQuickRun() {
        for (SpeedRow row : SpeedRow.TABLE) {
            assertTrue(Work.ALL.contains(row.work()), row::toString);
            List<String> quick = row.work().quick();
            assertTrue(quick.contains(row.ours()), row::toString);
            assertTrue(row.peers().stream().anyMatch(quick::contains), row::toString);
        }
    }

    @Test
    void theFastestPeerThatWasMeasuredCounts() {
        SpeedRow row =
                new SpeedRow("row", Work.SIZES_PAIR, "ours", List.of("absent", "slow", "fast"), 1);
        SpeedFigure figure = row.figure(ledger(100));
        assertEquals("fast", figure.peer());
        assertEquals("MISSED: time", figure.verdict());
    }

    @Test
    void missesAreNamedWhereThereIsATarget() {
        List<String> slow = List.of("slow");
        SpeedRow asked = new SpeedRow("row", Work.SIZES_PAIR, "ours", slow, 1);
        SpeedRow shown = new SpeedRow("row", Work.SIZES_PAIR, "ours", slow, Double.NaN);
        assertEquals("met", asked.figure(ledger(100)).verdict());
        assertEquals("MISSED: hits", asked.figure(ledger(50)).verdict());
        assertEquals("-", shown.figure(ledger(50)).verdict());
    }

    private static Ledger ledger(double hitRate) {
        Ledger ledger = new Ledger();
        String work = Work.SIZES_PAIR.name();
        ledger.add(work, "ours", new Sample(10, 0, 0, hitRate, 0));
        ledger.add(work, "slow", new Sample(20, 0, 0, 100, 0));
        ledger.add(work, "fast", new Sample(5, 0, 0, 100, 0));
        return ledger;
    }
}
