// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import org.openjdk.jmh.infra.Blackhole;

/**
 * One pool under test. The implementations are records because the compiler trusts a record's
 * fields: a subject in a constant costs nothing over a direct call of the pool inside it.
 *
 * @param <T> what it hands out: the pooled object or a handle on it
 */
interface Subject<T> extends AutoCloseable {

    /** Answer of {@link #made} and {@link #retained} where the pool cannot tell. */
    long UNKNOWN = -1;

    T get();

    void put(T object);

    /** Changes the object and keeps the compiler from removing it or its allocation. */
    void touch(T object, Blackhole hole);

    /** Calls of the factory so far, or {@link #UNKNOWN}. Counting slows a miss by a few ns. */
    long made();

    /** Objects that the pool keeps now, or {@link #UNKNOWN}. */
    long retained();

    @Override
    default void close() {}
}
