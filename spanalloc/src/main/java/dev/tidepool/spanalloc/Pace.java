// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.Collection;
import java.util.function.LongSupplier;

/**
 * When the scavengers' thread goes to work again: when a tick is due, and not before it has rested
 * 99 times as long as it has worked, which makes one percent. It never rests for longer than the
 * shortest epoch of those it works for: if the machine is so busy that work takes a hundred times
 * as long as it should, memory is given back nevertheless. Used by one thread.
 */
final class Pace {

    private static final long REST = 99;

    private final LongSupplier work;
    private long before;
    private long due;

    /**
     * Makes a pace for a thread that is about to rest.
     *
     * @param work tells nanoseconds, which advance while the thread works
     */
    Pace(LongSupplier work) {
        this.work = work;
    }

    /** Begins work. */
    void begin() {
        before = work.getAsLong();
    }

    /** Ends work. */
    void end() {
        long worked = Math.max(0, work.getAsLong() - before);
        due = worked > Long.MAX_VALUE / REST ? Long.MAX_VALUE : REST * worked;
    }

    /**
     * {@return nanoseconds until there is something to do and the thread has rested; 0 or less if
     * that is now}
     *
     * @param rested nanoseconds since work ended
     * @param all whom the thread works for; not empty
     */
    long nanosToWait(long rested, Collection<Scavenger> all) {
        long longest = Long.MAX_VALUE;
        long next = Long.MAX_VALUE;
        for (Scavenger scavenger : all) {
            longest = Math.min(longest, scavenger.shortestEpoch());
            next = Math.min(next, scavenger.nanosToWait());
        }
        return Math.max(Math.min(due, longest) - rested, next);
    }
}
