// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link BoundedPool}.
 *
 * @param hooks factory, reset and onEvict
 * @param lifeNanos how long an object lives; {@link Long#MAX_VALUE} for ever
 * @param clock the time in nanoseconds that lives are measured in
 */
record BoundedSettings<T>(Hooks<T> hooks, int capacity, @Nullable Predicate<? super T> validate,
        long lifeNanos, LongSupplier clock, Checks checks, Watch<T> watch,
        boolean evictsAbandoned) {

    /** Whether a claim has to look at an idle object before it hands it out. */
    boolean looksAtClaim() {
        return validate != null || expires() || checks.misuse();
    }

    /** Whether there is something to do to an object that comes back. */
    boolean looksAtReturn() {
        return hooks.reset() != null || expires() || checks.misuse();
    }

    private boolean expires() {
        return lifeNanos != Long.MAX_VALUE;
    }

    boolean isExpired(Berth<T> berth) {
        return expires() && clock.getAsLong() - berth.madeAt >= lifeNanos;
    }
}
