// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GcLogTest {

    @ParameterizedTest
    @ValueSource(strings = {"Copy", "MarkSweepCompact", "PS Scavenge", "PS MarkSweep",
        "G1 Young Generation", "G1 Old Generation"})
    void aStopTheWorldCollectionIsAPause(String collector) {
        assertEquals(new GcLog.Totals(1, 7, 7), GcLog.one(collector, 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ZGC Minor Cycles", "ZGC Major Cycles", "Shenandoah Cycles"})
    void aConcurrentCycleIsACollectionAndNoPause(String collector) {
        assertEquals(new GcLog.Totals(1, 0, 0), GcLog.one(collector, 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ZGC Minor Pauses", "ZGC Major Pauses", "Shenandoah Pauses",
        "G1 Concurrent GC"})
    void aPauseOfACycleIsNoCollectionOfItsOwn(String collector) {
        assertEquals(new GcLog.Totals(0, 7, 7), GcLog.one(collector, 7));
    }

    @Test
    void pausesAddUpAndTheLongestIsKept() {
        assertEquals(new GcLog.Totals(3, 12, 9), new GcLog.Totals(1, 3, 2)
                .plus(new GcLog.Totals(2, 9, 9)));
    }

    @Test
    @Timeout(60)
    void aCollectionIsHeardOfOnce() throws InterruptedException {
        try (GcLog log = GcLog.open()) {
            log.take();
            System.gc();
            assertTrue(log.take().collections() >= 1);
            assertEquals(0, log.take().collections());
        }
    }
}
