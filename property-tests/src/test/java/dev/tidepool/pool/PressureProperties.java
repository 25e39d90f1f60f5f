// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static dev.tidepool.pool.Days.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;

/** When the heap counts as nearly full, and how often pools are emptied while it stays so. */
class PressureProperties {

    private static final long MILLI = 1_000_000L;
    private static final long WINDOW = 5 * SECOND;
    private static final long BUCKET = WINDOW / 10;
    private static final double ON = 0.85;
    private static final double OFF = 0.75;

    /** A collection so long after the one before, and the occupancy it left. */
    private record Sample(long gapMillis, double occupancy) {
    }

    @Provide
    Arbitrary<List<Sample>> samples() {
        Arbitrary<Long> gaps = Arbitraries.oneOf(Arbitraries.longs().between(1, 300),
                Arbitraries.longs().between(1, 3_000), Arbitraries.longs().between(1, 12_000));
        Arbitrary<Double> occupancies = Arbitraries.frequencyOf(
                Tuple.of(12, Arbitraries.of(0.85, 0.9, 1.0)),
                Tuple.of(3, Arbitraries.of(0.75, 0.8, 0.849)),
                Tuple.of(1, Arbitraries.of(0.0, 0.3, 0.749)));
        return Combinators.combine(gaps, occupancies).as(Sample::new).list().ofMaxSize(150);
    }

    /** The rule in plain words over all samples ever, where the rhythm keeps ten numbers. */
    private static final class Oracle {
        private final List<long[]> buckets = new ArrayList<>();
        private final List<Double> occupancies = new ArrayList<>();
        private boolean pressed;
        private long lastDouble;
        private long backOff;

        boolean doubleTickDue(long clock, double occupancy) {
            buckets.add(new long[] {Math.floorDiv(clock, BUCKET)});
            occupancies.add(occupancy);
            double floor = floor(Math.floorDiv(clock, BUCKET));
            if (pressed && floor < OFF) {
                pressed = false;
            } else if (!pressed && floor >= ON) {
                pressed = true;
                lastDouble = clock;
                backOff = SECOND;
                return true;
            } else if (pressed && clock - lastDouble >= backOff) {
                lastDouble = clock;
                backOff = Math.min(2 * backOff, 10 * SECOND);
                return true;
            }
            return false;
        }

        private double floor(long current) {
            double floor = 2;
            int count = 0;
            long oldest = 0;
            for (int i = 0; i < buckets.size(); i++) {
                long age = current - buckets.get(i)[0];
                if (age < 10) {
                    floor = Math.min(floor, occupancies.get(i));
                    oldest = Math.max(oldest, age);
                    count++;
                }
            }
            return count >= 3 && oldest >= 5 ? floor : 0;
        }
    }

    @Property(tries = 500)
    void pressureIsTheMinimumOverTheWindow(@ForAll("samples") List<Sample> samples,
            @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long start) {
        var days = new Days(new GcRhythm(), start);
        var oracle = new Oracle();
        var expected = new ArrayList<Long>();
        for (Sample sample : samples) {
            days.collectionAt(days.now() + sample.gapMillis() * MILLI, sample.occupancy());
            if (oracle.doubleTickDue(start + days.now(), sample.occupancy())) {
                expected.add(days.now());
            }
        }
        assertEquals(expected, days.timesOf(TideCause.PRESSURE));
    }

    /** Without the oracle's words: no double tick unless the last seconds were all full. */
    @Property(tries = 300)
    void pressureNeverBeginsOnFewOrMixedSamples(@ForAll("samples") List<Sample> samples) {
        var days = new Days(new GcRhythm(), 0);
        var times = new ArrayList<Long>();
        int pressures = 0;
        for (Sample sample : samples) {
            days.collectionAt(days.now() + sample.gapMillis() * MILLI, sample.occupancy());
            times.add(days.now());
            int seen = days.timesOf(TideCause.PRESSURE).size();
            if (seen > pressures) {
                long from = days.now() - WINDOW;
                long recent = times.stream().filter(at -> at > from).count();
                assertTrue(recent >= 3, "on " + recent + " samples");
                assertTrue(days.now() - times.getFirst() >= WINDOW / 2 - BUCKET, "at once");
                assertTrue(sample.occupancy() >= OFF, "on a heap with room");
            }
            pressures = seen;
        }
    }

    @Property(tries = 50)
    void whileItLastsDoubleTicksComeMoreAndMoreSeldom(
            @ForAll @LongRange(min = 10, max = 1_000) long everyMillis,
            @ForAll @DoubleRange(min = 0.85, max = 1.0) double occupancy,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long start) {
        var days = new Days(new GcRhythm(), start);
        for (long t = 0; t < 120 * SECOND; t += everyMillis * MILLI) {
            days.collectionAt(t, occupancy);
        }
        List<Long> at = days.timesOf(TideCause.PRESSURE);
        assertTrue(at.getFirst() <= WINDOW, "it begins within the window");
        long backOff = SECOND;
        for (int i = 1; i < at.size(); i++) {
            long gap = at.get(i) - at.get(i - 1);
            assertTrue(gap >= backOff && gap < backOff + everyMillis * MILLI, "gap " + gap);
            backOff = Math.min(2 * backOff, 10 * SECOND);
        }
        assertEquals(0, days.timesOf(TideCause.IDLE).size());
        assertEquals(2, Rhythm.ticksFor(TideCause.PRESSURE));
        assertEquals(1, Rhythm.ticksFor(TideCause.COLLECTION));
    }

    @Example
    void aHeapAroundTheThresholdDoesNotFlushItsPoolsAgainAndAgain() {
        var days = new Days(new GcRhythm(), 0);
        for (int i = 0; i < 1200; i++) {
            days.collectionAt(i * 100 * MILLI, i % 50 < 25 ? 0.87 : 0.83);
        }
        assertTrue(days.timesOf(TideCause.PRESSURE).isEmpty(), "never full for a whole window");
        for (int i = 1200; i < 1300; i++) {
            days.collectionAt(i * 100 * MILLI, 0.87);
        }
        int begun = days.timesOf(TideCause.PRESSURE).size();
        assertTrue(begun >= 1 && begun <= 4);
        for (int i = 1300; i < 1400; i++) {
            days.collectionAt(i * 100 * MILLI, 0.5);
        }
        assertTrue(days.timesOf(TideCause.PRESSURE).getLast() < 1300 * 100 * MILLI + SECOND);
    }

    @Property(tries = 100)
    void aClockThatWrapsRaisesNoFalseAlarmAndMissesNone(
            @ForAll @LongRange(min = 0, max = 20) long secondsBefore) {
        var calm = new Days(new GcRhythm(), Long.MAX_VALUE - secondsBefore * SECOND);
        var full = new Days(new GcRhythm(), Long.MAX_VALUE - secondsBefore * SECOND);
        for (long t = 0; t < 40 * SECOND; t += 100 * MILLI) {
            calm.collectionAt(t, t / MILLI % 2_000 == 0 ? 0.6 : 0.95);
            full.collectionAt(t, 0.95);
        }
        assertTrue(calm.timesOf(TideCause.PRESSURE).isEmpty());
        List<Long> at = full.timesOf(TideCause.PRESSURE);
        assertTrue(at.size() >= 4, "found before and after the wrap: " + at);
        assertTrue(at.getLast() > 20 * SECOND, "found after the wrap: " + at);
    }
}
