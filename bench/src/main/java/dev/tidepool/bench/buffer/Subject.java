// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import org.openjdk.jmh.infra.Blackhole;

/**
 * One pool of buffers under test. The implementations are records because the compiler trusts a
 * record's fields: a subject in a constant costs nothing over a direct call of the pool inside it.
 *
 * @param <B> what it hands out: a buffer or a handle on it
 */
interface Subject<B> extends AutoCloseable {

    /** Answer of {@link #made} and {@link #retainedBytes} where the pool cannot tell. */
    long UNKNOWN = -1;

    /** {@return a buffer that holds at least so many bytes} */
    B get(int size);

    void put(B buffer);

    /** Writes the first and the last byte asked for, and keeps the compiler from removing them. */
    void touch(B buffer, int size, Blackhole hole);

    /** {@return how many bytes it holds} */
    int capacity(B buffer);

    /** Buffers made so far, or {@link #UNKNOWN}. What it costs to count, only a miss pays. */
    long made();

    /** Bytes of buffers that the pool keeps now, while none is in use, or {@link #UNKNOWN}. */
    long retainedBytes();

    /** Ages the pool by one turn, where it knows such a thing and lets itself be told. */
    default void turn() {}

    @Override
    default void close() {}
}
