// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import dev.tidepool.pool.PoolStats;
import dev.tidepool.spanalloc.SpanStats;
import java.util.List;
import java.util.Optional;

/** Where the pipeline gets one kind of object, and where it leaves it afterwards. */
interface Supply<T> extends AutoCloseable {

    T take();

    void give(T object);

    /**
     * How many objects have been created so far.
     *
     * @param taken how many the pipeline has taken so far
     */
    long created(long taken);

    /** Objects kept for any thread. */
    default long keptForAll() {
        return 0;
    }

    /** Objects kept for the calling thread alone. */
    default long keptForCaller() {
        return 0;
    }

    /** The most bytes held outside the heap, as far as more than by the records in use. */
    default long offHeapPeak() {
        return 0;
    }

    /** What a span allocator says about itself. */
    default Optional<SpanStats> spanStats() {
        return Optional.empty();
    }

    /** What pools say about themselves. */
    default List<PoolStats> stats() {
        return List.of();
    }

    @Override
    default void close() {}

    /** Makes a supply of each kind. */
    @FunctionalInterface
    interface Maker {
        <T> Supply<T> make(Kind<T> kind);
    }
}
