// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What a table says of retention must be what was retained. */
class RetentionTest {

    private static final Retention.Scale SCALE = Retention.Scale.TINY;
    private static final int BURST = SCALE.bursts().getFirst();

    @Test
    void ofABurstOursKeepSteadyUseTwoTurnsLater() throws InterruptedException {
        Retained row = Retention.burst("tidepool", BURST, SCALE);
        assertTrue(row.after().own() > 2 * row.steady().own(), row::toString);
        assertTrue(row.twoTurns().own() < 2 * row.steady().own(), row::toString);
        assertTrue(row.madeAgain() > 0, row::toString);
        assertTrue(row.allocatedAgain() > 0, row::toString);
        assertEquals("-", row.verdict());
    }

    @Test
    void ofABurstAQueueKeepsEverything() throws InterruptedException {
        Retained row = Retention.burst("concurrentQueues", BURST, SCALE);
        assertEquals(row.after().own(), row.twoTurns().own());
        assertEquals(0, row.madeAgain());
        assertTrue(row.twoTurns().live() > row.steady().live(), row::toString);
    }

    @Test
    void anOutlierLeavesOursByTheVerdict() throws InterruptedException {
        Retained row = Retention.outlier("tidepool", SCALE);
        assertTrue(row.after().own() >= SCALE.outlierBytes(), row::toString);
        assertEquals("met", row.verdict());
        assertEquals(1, row.madeAgain());
    }

    @Test
    void theLiveMemoryShowsAnOutlierThatAThreadKeeps() throws InterruptedException {
        Retained row = Retention.outlier("threadLocalGrowing", SCALE);
        assertTrue(row.twoTurns().live() > SCALE.outlierBytes() / 2, row::toString);
        assertEquals("-", row.verdict());
    }

    @Test
    void aMultipleBeyondTheLimitIsNamed() {
        assertEquals("met", retained(19).verdict());
        assertEquals("MISSED: retained", retained(20).verdict());
        assertEquals("unknown", retained(Double.NaN).verdict());
    }

    private static Retained retained(double twoTurns) {
        Retained.Reading ten = new Retained.Reading(10, 10);
        return new Retained(
                "event", "ours", ten, ten, ten, new Retained.Reading(10, twoTurns), 0, 0, 2);
    }
}
