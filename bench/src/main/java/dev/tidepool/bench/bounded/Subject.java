// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.bounded;

import org.jspecify.annotations.Nullable;

/**
 * One bounded pool under test. The implementations are records because the compiler trusts a
 * record's fields: a subject in a constant costs nothing over a direct call of the pool inside it.
 *
 * @param <H> what it hands out: the object or a handle on it
 */
interface Subject<H> extends AutoCloseable {

    /** Answer of {@link #made} and {@link #idle} where there is nothing to count. */
    long UNKNOWN = -1;

    /** {@return what was claimed; null if all objects are in use and this does not wait for one} */
    @Nullable H claim() throws InterruptedException;

    void release(H handle);

    Payload payload(H handle);

    /** Objects made so far, or {@link #UNKNOWN}. */
    long made();

    /** Objects that nobody uses now, or {@link #UNKNOWN}. */
    long idle();

    @Override
    default void close() {}
}
