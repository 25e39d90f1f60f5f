// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static dev.tidepool.pool.Days.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** When the tide that follows the collector ticks, by a clock that only the test moves. */
class GcRhythmProperties {

    private static final long MILLI = 1_000_000L;
    private static final long MIN = 10 * SECOND;
    private static final long MAX = 60 * SECOND;
    private static final double LOW = 0.2;

    /** What the clock says at the start: anything, and often a little before it wraps. */
    @Provide
    Arbitrary<Long> starts() {
        return Arbitraries.oneOf(Arbitraries.longs(),
                Arbitraries.longs().between(0, 100 * SECOND).map(n -> Long.MAX_VALUE - n),
                Arbitraries.longs().between(0, 100 * SECOND).map(n -> -n));
    }

    @Property(tries = 200)
    void aStormOfCollectionsTicksOnceInEachInterval(@ForAll("starts") long start,
            @ForAll @IntRange(min = 1, max = 200) int perSecond) {
        var days = new Days(new GcRhythm(), start);
        for (long t = 0; t <= 65 * SECOND; t += SECOND / perSecond) {
            days.collectionAt(t, LOW);
        }
        assertEquals(List.of(MIN, 2 * MIN, 3 * MIN, 4 * MIN, 5 * MIN, 6 * MIN),
                days.timesOf(TideCause.COLLECTION));
        assertEquals(6, days.ticks.size());
    }

    @Property(tries = 200)
    void silenceTicksOnceInEachLongInterval(@ForAll("starts") long start,
            @ForAll @IntRange(min = 1, max = 50) int minutes) {
        var days = new Days(new GcRhythm(), start);
        days.passTo(minutes * MAX);
        assertEquals(minutes, days.timesOf(TideCause.IDLE).size());
        assertEquals(minutes, days.ticks.size());
    }

    @Example
    void aRhythmThatNobodyStartedCanBeAskedAndConfiguredOnce() {
        var rhythm = new GcRhythm();
        rhythm.configure(TideSettings.defaults().withIntervals(Duration.ofMillis(1),
                Duration.ofMillis(2)));
        assertThrows(IllegalStateException.class,
                () -> rhythm.configure(TideSettings.defaults()));
        var days = new Days(rhythm, 5);
        days.passTo(20 * MILLI);
        assertEquals(10, days.ticks.size());
        var running = new GcRhythm();
        running.restart(0);
        assertThrows(IllegalStateException.class,
                () -> running.configure(TideSettings.defaults()));
    }

    @Property(tries = 500)
    void ticksKeepTheirDistanceAndNoCollectionIsForgotten(@ForAll("starts") long start,
            @ForAll @IntRange(min = 1, max = 40) int minSeconds,
            @ForAll @IntRange(min = 0, max = 100) int moreSeconds,
            @ForAll @Size(max = 80) List<@LongRange(min = 0, max = 30_000) Long> gapsMillis) {
        long min = minSeconds * SECOND;
        long max = min + moreSeconds * SECOND;
        var rhythm = new GcRhythm();
        rhythm.configure(TideSettings.defaults().withIntervals(Duration.ofNanos(min),
                Duration.ofNanos(max)));
        var days = new Days(rhythm, start);
        var collections = new ArrayList<Long>();
        for (long gap : gapsMillis) {
            if (gap % 10 == 0) {
                days.callAt(days.now() + gap * MILLI);
            } else {
                days.collectionAt(days.now() + gap * MILLI, LOW);
                collections.add(days.now());
            }
        }
        days.passTo(days.now() + max);
        assertDistances(days, min, max);
        assertServed(days, collections, min);
    }

    static void assertDistances(Days days, long min, long max) {
        long last = 0;
        for (Days.Tick tick : days.ticks) {
            long distance = tick.at() - last;
            if (tick.cause() == TideCause.COLLECTION) {
                assertTrue(distance >= min, () -> "too early: " + days.ticks);
            } else if (tick.cause() == TideCause.IDLE) {
                assertEquals(max, distance);
            }
            assertTrue(distance <= max, () -> "too late: " + days.ticks);
            last = tick.at();
        }
        assertEquals(0, days.timesOf(TideCause.PRESSURE).size());
    }

    /** Each collection is followed by a tick, at the latest when {@code min} has passed. */
    static void assertServed(Days days, List<Long> collections, long min) {
        for (long collection : collections) {
            long last = days.ticks.stream().mapToLong(Days.Tick::at)
                    .filter(at -> at < collection).max().orElse(0);
            long deadline = Math.max(collection, last + min);
            assertTrue(days.ticks.stream().anyMatch(tick -> tick.at() >= collection
                    && tick.at() <= deadline), () -> "forgotten: " + collection);
        }
        for (Days.Tick tick : days.ticks) {
            if (tick.cause() == TideCause.COLLECTION) {
                long before = days.ticks.stream().mapToLong(Days.Tick::at)
                        .filter(at -> at < tick.at()).max().orElse(0);
                assertTrue(collections.stream().anyMatch(at -> at >= before && at <= tick.at()),
                        () -> "counted twice: " + tick);
            }
        }
    }

    @Property(tries = 200)
    void theClockMayStartAnywhere(@ForAll("starts") long start,
            @ForAll @Size(max = 60) List<@LongRange(min = 1, max = 20_000) Long> gapsMillis) {
        var here = new Days(new GcRhythm(), 0);
        var there = new Days(new GcRhythm(), start);
        for (long gap : gapsMillis) {
            here.collectionAt(here.now() + gap * MILLI, LOW);
            there.collectionAt(there.now() + gap * MILLI, LOW);
        }
        assertEquals(here.ticks, there.ticks);
    }

    @Property(tries = 200)
    void aPeriodicTideTicksOncePerPeriodWhateverTheClockSays(@ForAll("starts") long start,
            @ForAll @LongRange(min = 1, max = 1_000_000) long period,
            @ForAll @IntRange(min = 1, max = 50) int periods) {
        var days = new Days(Rhythm.periodic(Duration.ofNanos(period)), start);
        days.passTo(period * periods);
        assertEquals(periods, days.timesOf(TideCause.PERIOD).size());
        days.callAt(days.now() + period / 2);
        int ticks = days.ticks.size();
        days.passTo(days.now() + period - 1);
        assertEquals(ticks, days.ticks.size(), "a call begins the period anew");
        days.passTo(days.now() + 1);
        assertEquals(ticks + 1, days.ticks.size());
    }

    @Example
    void endlessIntervalsNeverOverflow() {
        var forever = Duration.ofSeconds(Long.MAX_VALUE);
        var days = new Days(Rhythm.periodic(forever), Long.MAX_VALUE - 5);
        days.passTo(Long.MAX_VALUE / 4);
        assertEquals(0, days.ticks.size());
        var rhythm = new GcRhythm();
        rhythm.configure(TideSettings.defaults().withIntervals(forever, forever));
        var collected = new Days(rhythm, Long.MAX_VALUE - 5);
        collected.collectionAt(Long.MAX_VALUE / 4, LOW);
        assertEquals(0, collected.ticks.size());
        assertEquals(Long.MAX_VALUE, Rhythm.MANUAL.nanosToWait(7));
        assertEquals(null, Rhythm.MANUAL.due(7));
    }
}
