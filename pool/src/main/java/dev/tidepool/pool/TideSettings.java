// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.time.Duration;

/**
 * The numbers of {@link Tide#gc}. Set them with {@link Tide#configure}, once for a process.
 *
 * @param minInterval the shortest time between two ticks; a collection sooner than that is
 *     remembered and served when it has passed. Default 10 s: a service may collect 100 times a
 *     second, and a pool in use must not be flushed by that; an object used less often than each
 *     10 s is cheaper to make anew than to keep
 * @param maxInterval the longest time without a tick. Default 60 s: a process that does not
 * collect,
 *     because it is idle or its garbage is small, gives back what it cached within two minutes
 * @param pressureWindow how long the heap has to stay full to count as pressure. Default 5 s: heap
 *     occupancy seen after single collections is often high without meaning it, since mutators
 *     allocate before it can be read and young collections leave old garbage; the minimum over 5 s
 *     told 60 % of live objects from 80 % under all five collectors, that over 2 s did not
 * @param pressureOn occupancy of the heap, its minimum over the window, at which pressure begins.
 *     Default 0.85
 * @param pressureOff occupancy under which pressure ends. Default 0.75: lower, so that a heap
 * around
 *     the threshold does not flush its pools again and again
 * @param pressureBackOff the time from one double tick to the next while pressure lasts, doubled
 *     each time up to {@code minInterval}. Default 1 s: a pool emptied at each collection of a long
 *     shortage is no pool, and one that is never emptied makes the shortage worse
 */
public record TideSettings(Duration minInterval, Duration maxInterval, Duration pressureWindow,
        double pressureOn, double pressureOff, Duration pressureBackOff) {

    private static final TideSettings DEFAULTS = new TideSettings(Duration.ofSeconds(10),
            Duration.ofSeconds(60), Duration.ofSeconds(5), 0.85, 0.75, Duration.ofSeconds(1));

    /**
     * Makes settings.
     *
     * @throws IllegalArgumentException if a duration is not positive, if {@code maxInterval} is
     *     shorter than {@code minInterval}, or if not
     *     {@code 0 < pressureOff <= pressureOn <= 1}
     * @throws NullPointerException if a duration is null
     */
    public TideSettings {
        requirePositive("minInterval", minInterval);
        requirePositive("maxInterval", maxInterval);
        requirePositive("pressureWindow", pressureWindow);
        requirePositive("pressureBackOff", pressureBackOff);
        if (maxInterval.compareTo(minInterval) < 0) {
            throw new IllegalArgumentException("maxInterval " + maxInterval
                    + " is shorter than minInterval " + minInterval);
        }
        if (!(0 < pressureOff && pressureOff <= pressureOn && pressureOn <= 1)) {
            throw new IllegalArgumentException("not 0 < pressureOff <= pressureOn <= 1: "
                    + "pressureOff " + pressureOff + ", pressureOn " + pressureOn);
        }
    }

    /** {@return the default numbers} */
    public static TideSettings defaults() {
        return DEFAULTS;
    }

    /**
     * {@return these settings with other intervals}
     *
     * @param min the shortest time between two ticks
     * @param max the longest time without a tick
     * @throws IllegalArgumentException if one is not positive, or max is shorter than min
     */
    public TideSettings withIntervals(Duration min, Duration max) {
        return new TideSettings(min, max, pressureWindow, pressureOn, pressureOff, pressureBackOff);
    }

    /**
     * {@return these settings with other thresholds of pressure}
     *
     * @param on occupancy from 0 to 1 at which pressure begins
     * @param off occupancy under which it ends
     * @throws IllegalArgumentException if not {@code 0 < off <= on <= 1}
     */
    public TideSettings withPressure(double on, double off) {
        return new TideSettings(minInterval, maxInterval, pressureWindow, on, off, pressureBackOff);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " is not positive: " + value);
        }
    }
}
