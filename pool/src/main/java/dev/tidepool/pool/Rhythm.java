// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a tide is due: a state machine over a nanosecond clock that only its caller reads. Times are
 * compared by subtraction, so the clock may start anywhere and wrap.
 */
abstract class Rhythm {

    static final Rhythm MANUAL = new Rhythm() {
        @Override
        long nanosToWait(long now) {
            return Long.MAX_VALUE;
        }

        @Override
        @Nullable TideCause due(long now) {
            return null;
        }

        @Override
        void restart(long now) {
            // nothing is ever due
        }

        @Override
        public String toString() {
            return "manual";
        }
    };

    /** {@return how long from now nothing will be due by time alone; 0 if something is due} */
    abstract long nanosToWait(long now);

    /** {@return why a tick is due now, which counts as done with this call; null if none is} */
    abstract @Nullable TideCause due(long now);

    /** A tick has happened, or waiting begins. */
    abstract void restart(long now);

    /** How many ticks a cause is worth. */
    static int ticksFor(TideCause cause) {
        return cause == TideCause.PRESSURE ? 2 : 1;
    }

    static Rhythm periodic(Duration period) {
        return new Periodic(saturatedNanos(period));
    }

    /** Nanoseconds, at most about 146 years, so that sums of two do not overflow. */
    static long saturatedNanos(Duration duration) {
        try {
            return Math.min(duration.toNanos(), Long.MAX_VALUE / 2);
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE / 2;
        }
    }

    private static final class Periodic extends Rhythm {
        private final long periodNanos;
        private long last;

        Periodic(long periodNanos) {
            this.periodNanos = periodNanos;
        }

        @Override
        synchronized long nanosToWait(long now) {
            return Math.max(0, periodNanos - (now - last));
        }

        @Override
        synchronized @Nullable TideCause due(long now) {
            if (now - last < periodNanos) {
                return null;
            }
            last = now;
            return TideCause.PERIOD;
        }

        @Override
        synchronized void restart(long now) {
            last = now;
        }

        @Override
        public String toString() {
            return "every " + Duration.ofNanos(periodNanos);
        }
    }
}
