// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.Locale;

/**
 * What a pool watches its users for. Checks are chosen when the pool is built; {@link #OFF} is
 * another implementation and costs nothing, not even a branch.
 *
 * <p>A checked pool is for tests and for hunting a fault: every operation takes a lock and, by
 * kind, a stack trace. It hands out the object that was put longest ago, so that each one rests for
 * as long as possible: while it rests, every second put of it is found.
 *
 * <table><caption>What is found</caption>
 * <tr><th>fault</th><th>found by</th><th>answer</th></tr>
 * <tr><td>put of an object already put, and not handed out since</td><td>{@code MISUSE},
 * always</td>
 *   <td>{@link IllegalStateException} at the second put, naming place and thread of the
 *   first</td></tr>
 * <tr><td>the same after it was handed out again by a lease</td><td>{@code MISUSE}, always</td>
 *   <td>as above, naming where the lease was opened</td></tr>
 * <tr><td>the same after it was handed out again by {@code get}</td><td>{@code MISUSE}, but not at
 *   this put, which looks like the new owner's: at the new owner's own put, if the object has not
 *   been handed out a third time</td><td>as above</td></tr>
 * <tr><td>object changed between put and the next get</td><td>{@code MISUSE}, for primitive arrays,
 *   byte buffers and string builders, and for any type with {@link PoolBuilder#fingerprint}</td>
 *   <td>{@link IllegalStateException} at the get; the object is evicted</td></tr>
 * <tr><td>object never put back</td><td>{@code LEAKS}, once it is unreachable</td>
 *   <td>a {@link LeakReport} for each place that got such objects, logged and given to
 *   {@link PoolBuilder#onLeak}</td></tr>
 * </table>
 *
 * <p>The system property {@code dev.tidepool.pool.checks} (one of these names, in any case) is used
 * for every pool that is built with {@link #OFF}.
 */
public enum Checks {

    /** Nothing is watched. */
    OFF,

    /** Objects put twice, put while leased, or used after they were put. */
    MISUSE,

    /** Objects that are got and never put back. */
    LEAKS,

    /** Both. */
    ALL;

    static final String PROPERTY = "dev.tidepool.pool.checks";

    boolean misuse() {
        return this == MISUSE || this == ALL;
    }

    boolean leaks() {
        return this == LEAKS || this == ALL;
    }

    /** These checks, or the property's when these are off. */
    Checks orProperty() {
        String value = System.getProperty(PROPERTY);
        if (this != OFF || value == null || value.isBlank()) {
            return this;
        }
        try {
            return valueOf(value.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("system property " + PROPERTY + " is \"" + value
                    + "\", not one of OFF, MISUSE, LEAKS, ALL", e);
        }
    }
}
