// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Ratios, ranges and verdicts from fixed readings. */
class RowTest {

    private static final Row.Limits STRICT = new Row.Limits(0.5, false, 99, 10);
    private final Readings readings = new Readings();

    private static Reading reading(double nanos, double bytes, double hits, double retained) {
        return new Reading(nanos, bytes, hits, retained, "", List.of(), Map.of(), List.of());
    }

    private void add(String subject, double... nanos) {
        for (int i = 0; i < nanos.length; i++) {
            readings.add("pair", subject, i, reading(nanos[i], 0, 100, 1));
        }
    }

    private static Row row(Row.Against against, double target, String... peers) {
        return new Row("row", "pair", "tidepool", List.of(peers), against, target, STRICT);
    }

    private static Row fastest(double target, String... peers) {
        return row(Row.Against.FASTEST, target, peers);
    }

    @Test
    void theRatioIsOfMediansAndTheRangeOfRounds() {
        add("tidepool", 4, 6, 5);
        add("peer", 10, 8, 20);
        Figure figure = fastest(0.7, "peer").figure(readings);
        assertEquals(0.5, figure.interval().ratio());
        assertEquals(0.25, figure.interval().least());
        assertEquals(0.75, figure.interval().most());
        assertEquals(3, figure.interval().rounds());
        assertEquals("met", figure.verdict());
        assertTrue(figure.isClose());
    }

    @Test
    void theRatioLiesWithinTheRange() {
        SplittableRandom random = new SplittableRandom(43);
        for (int i = 0; i < 1000; i++) {
            int rounds = random.nextInt(1, 8);
            Readings readings = new Readings();
            for (int round = 0; round < rounds; round++) {
                for (String subject : List.of("tidepool", "a", "b", "c")) {
                    double nanos = Math.exp(random.nextDouble(-3, 3));
                    readings.add("pair", subject, round, reading(nanos, 0, 100, 1));
                }
            }
            for (Row.Against against : Row.Against.values()) {
                Interval all = row(against, 1, "a", "b", "c").figure(readings).interval();
                assertTrue(all.least() <= all.ratio() * 1.0000001, all::toString);
                assertTrue(all.most() >= all.ratio() * 0.9999999, all::toString);
            }
        }
    }

    @Test
    void onlyRoundsOfBothSidesCount() {
        add("tidepool", 4, 6, 5);
        readings.add("pair", "peer", 1, reading(3, 0, 100, 1));
        Figure figure = fastest(0.7, "peer").figure(readings);
        assertEquals(2, figure.interval().ratio());
        assertEquals(1, figure.interval().rounds());
        assertEquals("MISSED: time", figure.verdict());
        assertFalse(figure.isClose());
    }

    @Test
    void theFastestVariantOfAPeerCounts() {
        add("tidepool", 5);
        add("slow", 20);
        add("fast", 10);
        Figure figure = fastest(0.4, "slow", "fast", "absent").figure(readings);
        assertEquals("fast", figure.peer());
        assertEquals("MISSED: time", figure.verdict());
    }

    @Test
    void aMedianOfFewerThanAllIsUnknown() {
        add("tidepool", 5);
        add("a", 4);
        add("b", 8);
        Row row = row(Row.Against.MEDIAN, 1, "a", "b", "c");
        assertEquals("unknown", row.figure(readings).verdict());
        add("c", 5);
        assertEquals("median of 3", row.figure(readings).peer());
        assertEquals("met", row.figure(readings).verdict());
    }

    @Test
    void whatTimeWasBoughtWithIsNamed() {
        readings.add("pair", "tidepool", 0, reading(5, 24, 50, 11));
        readings.add("pair", "peer", 0, reading(5, 24, 50, 11));
        assertEquals(
                "MISSED: time, garbage, hits, retained",
                fastest(0.9, "peer").figure(readings).verdict());
    }

    @Test
    void garbageMayBeAllowedAbovePeers() {
        readings.add("pair", "tidepool", 0, reading(5, 24, 100, 1));
        readings.add("pair", "peer", 0, reading(10, 24, 100, 1));
        Row.Limits limits = new Row.Limits(0.5, true, 0, 10);
        Row row =
                new Row(
                        "row",
                        "pair",
                        "tidepool",
                        List.of("peer"),
                        Row.Against.FASTEST,
                        0.9,
                        limits);
        assertEquals("met", row.figure(readings).verdict());
        readings.add("pair", "tidepool", 0, reading(5, 25, 100, 1));
        assertEquals("MISSED: garbage", row.figure(readings).verdict());
    }

    @Test
    void aComparisonLostInNoiseIsNotMet() {
        add("tidepool", 5, 5);
        add("peer", 10, -1);
        Figure figure = fastest(0.7, "peer").figure(readings);
        assertEquals("unknown", figure.verdict());
        assertFalse(figure.interval().isKnown());
        assertEquals("unknown", fastest(0.7, "absent").figure(readings).verdict());
    }

    @Test
    void aRowWithoutTargetIsJudgedByItsLimitsAlone() {
        add("tidepool", 5);
        assertEquals("met", fastest(Double.NaN).figure(readings).verdict());
        Row none =
                new Row(
                        "row",
                        "pair",
                        "tidepool",
                        List.of(),
                        Row.Against.FASTEST,
                        Double.NaN,
                        Row.Limits.NONE);
        assertEquals("-", none.figure(readings).verdict());
    }

    @Test
    void aPlantedSlowDownIsSaid() {
        Reading slow =
                new Reading(5, 0, 100, 1, "sleep", List.of(), Map.of(), List.of());
        readings.add("pair", "tidepool", 0, slow);
        assertEquals(
                "tidepool + planted sleep", fastest(0.7, "peer").figure(readings).ours());
    }

    @Test
    void aFigureIsReadAsItWasWritten() throws Exception {
        add("tidepool", 4, 6, 5);
        Figure figure = fastest(0.7, "peer").figure(readings);
        assertEquals(figure, Figure.of(JsonTree.parse(Json.line(figure.toMap()))));
        add("peer", 10, 8, 20);
        figure = fastest(0.7, "peer").figure(readings);
        assertEquals(figure, Figure.of(JsonTree.parse(Json.line(figure.toMap()))));
    }

    @Test
    void threeRoundsCoverTheMedianThreeTimesInFour() {
        assertEquals(0.75, Interval.coverage(3));
        assertEquals(0.9375, Interval.coverage(5));
        assertEquals(0, Interval.coverage(1));
    }
}
