// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import org.jspecify.annotations.Nullable;

/**
 * When {@link Tide#gc} is due. It is told of collections, together with the heap's occupancy just
 * after, and of nothing else; the numbers and their reasons are in {@link TideSettings}.
 *
 * <ul>
 * <li>After a collection, a tick is due as soon as {@code minInterval} has passed since the last:
 *   however many collections there are meanwhile, one tick.
 * <li>Without a collection, a tick is due when {@code maxInterval} has passed.
 * <li>When pressure begins, and at growing intervals while it lasts, a double tick is due at once.
 * </ul>
 *
 * <p>Thread-safe.
 */
final class GcRhythm extends Rhythm {

    private static final int BUCKETS = 10;
    private static final int MIN_SAMPLES = 3;

    private TideSettings settings = TideSettings.defaults();
    private boolean fixed;
    private long minNanos;
    private long maxNanos;
    private long bucketNanos;

    private long last;
    private boolean collected;

    private final double[] lowest = new double[BUCKETS]; // occupancy in a tenth of the window
    private final int[] samples = new int[BUCKETS];
    private final long[] bucketNumber = new long[BUCKETS];
    private boolean pressed;
    private boolean pressureDue;
    private long lastDouble;
    private long backOffNanos;

    GcRhythm() {
        apply();
    }

    /** @throws IllegalStateException if settings were given before, or waiting has begun */
    synchronized void configure(TideSettings wanted) {
        if (fixed) {
            throw new IllegalStateException(
                    "the gc tide has been configured or has run already, with " + settings);
        }
        settings = wanted;
        fixed = true;
        apply();
    }

    private void apply() {
        minNanos = saturatedNanos(settings.minInterval());
        maxNanos = saturatedNanos(settings.maxInterval());
        bucketNanos = Math.max(1, saturatedNanos(settings.pressureWindow()) / BUCKETS);
    }

    /**
     * A collection has ended.
     *
     * @param occupancy of the heap, used / maximum, just after
     */
    synchronized void collected(long now, double occupancy) {
        collected = true;
        sample(now, occupancy);
        double floor = floor(now);
        if (pressed && floor < settings.pressureOff()) {
            pressed = false;
        } else if (!pressed && floor >= settings.pressureOn()) {
            pressed = true;
            backOffNanos = saturatedNanos(settings.pressureBackOff());
            pressureDue = true;
            lastDouble = now;
        } else if (pressed && now - lastDouble >= backOffNanos) {
            backOffNanos = Math.max(backOffNanos, Math.min(2 * backOffNanos, minNanos));
            pressureDue = true;
            lastDouble = now;
        }
    }

    @Override
    synchronized long nanosToWait(long now) {
        return pressureDue ? 0 : Math.max(0, (collected ? minNanos : maxNanos) - (now - last));
    }

    @Override
    synchronized @Nullable TideCause due(long now) {
        if (nanosToWait(now) > 0) {
            return null;
        }
        TideCause cause = pressureDue ? TideCause.PRESSURE
                : collected ? TideCause.COLLECTION : TideCause.IDLE;
        restart(now);
        return cause;
    }

    @Override
    synchronized void restart(long now) {
        fixed = true;
        last = now;
        collected = false;
        pressureDue = false;
    }

    private void sample(long now, double occupancy) {
        long number = Math.floorDiv(now, bucketNanos);
        int i = Math.floorMod(number, BUCKETS);
        if (bucketNumber[i] != number || samples[i] == 0) {
            bucketNumber[i] = number;
            samples[i] = 0;
            lowest[i] = occupancy;
        }
        samples[i]++;
        lowest[i] = Math.min(lowest[i], occupancy);
    }

    /**
     * The lowest occupancy in the window; 0 with too few samples, or if they span less than half of
     * it: three collections within 100 ms say no more than one.
     */
    private double floor(long now) {
        long current = Math.floorDiv(now, bucketNanos);
        double floor = Double.MAX_VALUE;
        int count = 0;
        long oldest = 0;
        for (int i = 0; i < BUCKETS; i++) {
            long age = current - bucketNumber[i];
            if (samples[i] > 0 && age >= 0 && age < BUCKETS) {
                count += samples[i];
                floor = Math.min(floor, lowest[i]);
                oldest = Math.max(oldest, age);
            }
        }
        return count >= MIN_SAMPLES && oldest >= BUCKETS / 2 ? floor : 0;
    }

    @Override
    public String toString() {
        return "gc";
    }
}
