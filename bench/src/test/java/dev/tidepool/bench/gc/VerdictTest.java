// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Pauses NONE = new Pauses();

    /** A child that ran its schedule in one second. */
    private static Outcome child(double opsPerSecond, long latencyMicros, Pauses pauses,
            long waitedMillis) {
        Histogram latency = new Histogram(TimeUnit.HOURS.toNanos(1), 3);
        latency.recordValue(latencyMicros * 1000);
        return new Outcome.Ended(new Measured(opsPerSecond, 0, 10, 10, 42, 0, SECOND,
                -1, waitedMillis * MILLI, 0, 0, latency), pauses);
    }

    private static Pauses pause(long millis) {
        return new Pauses().read(List.of("[5ns] Safepoint \"G1CollectFull\", Total: "
                + millis * MILLI + " ns"), 0, 10);
    }

    private static Cell cell(Outcome... rounds) {
        Cell cell = new Cell();
        for (Outcome round : rounds) {
            cell.add(round);
        }
        return cell;
    }

    private static Cell speeds(double... opsPerSecond) {
        return cell(DoubleStream.of(opsPerSecond).mapToObj(speed -> child(speed, 50, NONE, 0))
                .toArray(Outcome[]::new));
    }

    private static Verdict verdict(Cell fresh, Cell reuse) {
        return Verdict.of(
                Workload.IN_FLIGHT, Collector.G1, Variant.TIDEPOOL, fresh, reuse);
    }

    @Test
    void moreThroughputHelps() {
        Verdict verdict = verdict(speeds(1000, 1100, 1200), speeds(2000, 2200, 3000));
        assertEquals(Verdict.Kind.HELPS, verdict.kind());
        assertEquals("G1: tidepool helps: throughput x2.00 (1.10 to 2.20 kops/s).",
                verdict.sentence());
    }

    @Test
    void roundsThatOverlapSayNothing() {
        Verdict verdict = verdict(speeds(1000, 1100, 2500), speeds(2000, 2200, 3000));
        assertEquals(Verdict.Kind.NEITHER, verdict.kind());
        assertEquals("G1: tidepool makes no clear difference (throughput x2.00, "
                + "but the rounds overlap).", verdict.sentence());
    }

    @Test
    void aSingleRoundMustDifferByAQuarter() {
        assertEquals(Verdict.Kind.NEITHER, verdict(speeds(1000), speeds(850)).kind());
        assertEquals(Verdict.Kind.HURTS, verdict(speeds(1000), speeds(700)).kind());
    }

    @Test
    void gainsAndCostsAreBothTold() {
        Verdict verdict = verdict(
                cell(child(1000, 8000, pause(8), 0)), cell(child(500, 90, NONE, 0)));
        assertEquals(Verdict.Kind.BOTH, verdict.kind());
        assertEquals("G1: tidepool helps and hurts: paused 8.00 to 0 ms/s, pause p99 8.00 ms to "
                + "none; latency p99 8004 to 90.0 us; but throughput x0.50 (1.00 to 0.500 kops/s).",
                verdict.sentence());
    }

    @Test
    void whatABusyMachineExplainsIsNoVerdict() {
        Verdict verdict = verdict(
                cell(child(1000, 8000, pause(8), 0)), cell(child(1000, 90, NONE, 20)));
        assertEquals(Verdict.Kind.NEITHER, verdict.kind());
    }

    @Test
    void aChildThatFailedLeavesNothingToSay() {
        Verdict verdict = verdict(cell(new Outcome.Failed("no memory")), speeds(1000));
        assertEquals(Verdict.Kind.UNKNOWN, verdict.kind());
        assertEquals("G1: tidepool is not known: fresh failed.", verdict.sentence());
    }

    @Test
    void workloadsAreListedByWhatTheyShow() {
        List<Verdict> verdicts = List.of(verdict(speeds(1000), speeds(700)));
        assertEquals("in-flight (G1)",
                Verdict.where(verdicts, Variant.TIDEPOOL, Verdict.Kind.HURTS));
        assertEquals("", Verdict.where(verdicts, Variant.TIDEPOOL, Verdict.Kind.HELPS));
    }

    @Test
    void whatAChildSaysIsReadBack() {
        Measured told = ((Outcome.Ended) child(1234.5, 77, NONE, 3)).measured();
        Measured read = Measured.parse(told.toText());
        assertEquals(told.toText(), read.toText());
        assertEquals(told.latency(), read.latency());
    }
}
