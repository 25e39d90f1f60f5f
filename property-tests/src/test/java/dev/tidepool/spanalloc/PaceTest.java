// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The scavengers' thread on a stub clock: it works one percent of the time, and is not late. */
class PaceTest {

    private static final long MILLI = 1_000_000;

    private final StubClock clock = new StubClock(-5);
    private final List<Scavenger> watched = new ArrayList<>();
    private final Pace pace = new Pace(clock);
    private long worked;

    private Scavenger watch(Duration decay) {
        var tiers = new Tiers(Bare.settings(Profile.BALANCED, new FakePages(true, 8192), clock,
                MemoryLimit.NONE, MemoryLimit.NONE, decay.toNanos()));
        watched.add(tiers.scavenger());
        return tiers.scavenger();
    }

    /** What the thread does; each tick that is due costs as much. {@return rounds} */
    private int run(Duration time, long tickNanos) {
        long start = clock.getAsLong();
        int rounds = 0;
        for (long ended = start; clock.getAsLong() - start < time.toNanos(); rounds++) {
            long wait = pace.nanosToWait(clock.getAsLong() - ended, watched);
            clock.advance(Math.max(0, wait));
            assertTrue(pace.nanosToWait(clock.getAsLong() - ended, watched) <= 0);
            pace.begin();
            for (Scavenger scavenger : watched) {
                long ticks = scavenger.ticks();
                scavenger.tickIfDue();
                clock.advance(scavenger.ticks() > ticks ? tickNanos : 0);
                worked += scavenger.ticks() > ticks ? tickNanos : 0;
            }
            pace.end();
            ended = clock.getAsLong();
        }
        return rounds;
    }

    /** The rest is bounded by an epoch, so what is due in an epoch bounds the share too. */
    @Test
    void itWorksAboutOnePercentOfTheTime() {
        for (int i = 0; i < 40; i++) {
            watch(Duration.ofSeconds(10));
        }
        long start = clock.getAsLong();
        run(Duration.ofSeconds(600), 2 * MILLI / 5); // 1.3 % if each were ticked when it is due
        double share = (double) worked / (clock.getAsLong() - start);
        assertTrue(share >= 0.005 && share <= 0.015, "share " + share);
    }

    @Test
    void itWorksLessIfLittleIsDue() {
        Scavenger only = watch(Duration.ofSeconds(10));
        long start = clock.getAsLong();
        run(Duration.ofSeconds(600), MILLI);
        assertTrue((double) worked / (clock.getAsLong() - start) < 0.005);
        assertTrue(only.ticks() >= 600 / 2, only.ticks() + " ticks"); // epochs of 0.8 to 1.7 s
    }

    /** A machine so busy that a tick takes 100 ms: 99 times as long would be the decay time. */
    @Test
    void itIsNotLateByMoreThanAnEpochHoweverLongWorkTakes() {
        Scavenger only = watch(Duration.ofSeconds(10));
        run(Duration.ofSeconds(600), 100 * MILLI);
        assertTrue(only.ticks() >= 600 / 2, only.ticks() + " ticks");
    }

    @Test
    void theShortestDecayOfAllBoundsTheRest() {
        watch(Duration.ofSeconds(1000));
        pace.begin();
        clock.advance(1000 * MILLI);
        pace.end();
        clock.advance(Duration.ofSeconds(1000).toNanos()); // all is due
        assertTrue(pace.nanosToWait(0, watched) > Duration.ofSeconds(80).toNanos());
        Scavenger quick = watch(Duration.ofSeconds(12));
        clock.advance(quick.nanosToWait());
        assertEquals(Duration.ofSeconds(1).toNanos(), pace.nanosToWait(0, watched));
        assertEquals(0, pace.nanosToWait(Duration.ofSeconds(1).toNanos(), watched));
    }

    @Test
    void aClockThatGoesBackwardsDoesNoHarm() {
        watch(Duration.ofSeconds(10));
        pace.begin();
        clock.advance(-5 * MILLI);
        pace.end();
        clock.advance(Duration.ofSeconds(10).toNanos());
        assertTrue(pace.nanosToWait(0, watched) <= 0);
    }
}
