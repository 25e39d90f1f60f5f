// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PausesTest {

    private static String safepoint(long at, String operation, long nanos) {
        return "[" + at + "ns] Safepoint \"" + operation + "\", Time since last: 209022 ns, "
                + "Reaching safepoint: 1452 ns, At safepoint: 4025 ns, Leaving safepoint: 1042 ns, "
                + "Total: " + nanos + " ns, Threads: 0 runnable, 10 total";
    }

    private static Pauses read(String... lines) {
        return new Pauses().read(List.of(lines), 1000, 2000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SerialCollectForAllocation", "SerialGCCollect",
        "ParallelCollectForAllocation", "ParallelGCCollect", "G1CollectForAllocation",
        "G1CollectFull", "G1PauseRemark", "G1PauseCleanup", "ZMarkStartYoung",
        "ZMarkEndYoung", "ZRelocateStartOld", "ShenandoahInitMark",
        "ShenandoahFinalMarkStartEvac", "ShenandoahDegeneratedGC", "CollectForMetadataAllocation"})
    void aSafepointOfACollectorIsAPause(String operation) {
        Pauses pauses = read(safepoint(1500, operation, 4_000_000));
        assertEquals(1, pauses.count());
        assertEquals(4, pauses.totalMillis());
        assertEquals(4, pauses.longestMillis(), 0.01);
        assertEquals(0, pauses.others);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CleanClassLoaderDataMetaspaces", "ICBufferFull", "ThreadDump"})
    void anotherSafepointIsNone(String operation) {
        Pauses pauses = read(safepoint(1500, operation, 4_000_000));
        assertEquals(0, pauses.count());
        assertEquals(1, pauses.others);
    }

    @Test
    void onlyTheMeasuredTimeCounts() {
        Pauses pauses = read(
                safepoint(999, "G1CollectFull", 1), safepoint(1000, "G1CollectFull", 20),
                safepoint(2000, "G1CollectFull", 300), safepoint(2001, "G1CollectFull", 4000));
        assertEquals(2, pauses.count());
        assertEquals(320, pauses.totalNanos);
    }

    @Test
    void stallsAreCountedApart() {
        Pauses pauses = read("[1500ns] Allocation Stall (main) 5.953ms",
                "[1501ns] GC(1) Major Collection (Warmup) 14M(22%)->16M(25%) 0.057s",
                "something else");
        assertEquals(0, pauses.count());
        assertEquals(1, pauses.stalls);
        assertEquals(5.953, pauses.stallMillis, 1e-9);
    }

    @Test
    void roundsAddUp() {
        Pauses pauses = read(safepoint(1500, "ZMarkEndOld", 10));
        pauses.add(read(safepoint(1500, "ZMarkEndOld", 30), safepoint(1500, "Cleanup", 1)));
        assertEquals(2, pauses.count());
        assertEquals(40, pauses.totalNanos);
        assertEquals(1, pauses.others);
    }

    @Test
    void theCollectorsThreadsAreKnownByName() {
        for (String name : List.of("GC Thread#0", "G1 Conc#0", "ZWorkerYoung#0", "ZDirector",
                "Shenandoah GC T", "VM Thread")) {
            assertTrue(Account.collects(name), name);
        }
        for (String name : List.of("java", "C2 CompilerThre", "Finalizer", "VM Periodic Tas")) {
            assertFalse(Account.collects(name), name);
        }
    }
}
