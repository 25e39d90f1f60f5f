// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.ArrayList;
import java.util.List;

/**
 * A rhythm under a clock that only the test moves: the waiting thread of {@link TideKeeper} without
 * the thread. Times are nanoseconds since the start, whatever the clock said then.
 */
final class Days {

    /** A tick that fell due. */
    record Tick(long at, TideCause cause) {
    }

    static final long SECOND = 1_000_000_000L;

    final List<Tick> ticks = new ArrayList<>();
    private final Rhythm rhythm;
    private final long start;
    private long now;

    /** Waiting begins when the clock says {@code start}. */
    Days(Rhythm rhythm, long start) {
        this.rhythm = rhythm;
        this.start = start;
        rhythm.restart(start);
    }

    long now() {
        return now;
    }

    /** Lets time pass, and ticks whenever something is due. */
    void passTo(long time) {
        while (true) {
            long wait = rhythm.nanosToWait(start + now);
            if (wait > time - now) {
                break;
            }
            now += wait;
            TideCause cause = rhythm.due(start + now);
            if (cause == null) {
                throw new AssertionError("nothing due after the wait for it");
            }
            ticks.add(new Tick(now, cause));
        }
        now = time;
        if (rhythm.due(start + now) != null) {
            throw new AssertionError("due although it said to wait");
        }
    }

    /** A collection ends, after that time has passed. */
    void collectionAt(long time, double occupancy) {
        passTo(time);
        ((GcRhythm) rhythm).collected(start + now, occupancy);
        passTo(time);
    }

    /** Somebody calls {@code tick()}. */
    void callAt(long time) {
        passTo(time);
        rhythm.restart(start + now);
        ticks.add(new Tick(now, TideCause.CALL));
    }

    List<Long> timesOf(TideCause cause) {
        return ticks.stream().filter(tick -> tick.cause() == cause).map(Tick::at).toList();
    }
}
