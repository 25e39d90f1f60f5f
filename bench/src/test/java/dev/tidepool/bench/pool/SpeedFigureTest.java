// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The verdict is what readers look at, so it must not flatter. */
class SpeedFigureTest {

    private static SpeedFigure figure(
            double nanos, double peerNanos, double bytes, double hitRate, double retained) {
        return new SpeedFigure(
                "row", "ours", nanos, "peer", peerNanos, 0.7, bytes, 0.5, hitRate, 99, retained,
                10);
    }

    @Test
    void aRatioWithinTheTargetIsMet() {
        assertEquals("met", figure(6, 10, 0.1, 100, 1).verdict());
    }

    @Test
    void aFastPoolThatMissesIsSlow() {
        assertEquals("MISSED: hits", figure(1, 10, 0.1, 50, 1).verdict());
    }

    @Test
    void everythingMissedIsNamed() {
        assertEquals(
                "MISSED: time, garbage, hits, retained", figure(8, 10, 24, 50, 11).verdict());
    }

    @Test
    void aComparisonLostInNoiseIsNotMet() {
        assertEquals("unknown", figure(6, -1, 0.1, 100, 1).verdict());
        assertEquals("unknown", figure(Double.NaN, 10, 0.1, 100, 1).verdict());
    }
}
