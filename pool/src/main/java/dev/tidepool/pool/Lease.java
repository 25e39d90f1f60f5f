// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

/**
 * The right to use one pooled object until {@link #close}, which puts the object back exactly once.
 *
 * <p>A lease is a fresh object for each call of {@link Pool#lease} or {@link BoundedPool#claim} and
 * is never reused, so a stale one stays dead. Where a {@code Pool}'s lease does not escape the
 * calling method, the JIT compiler removes it.
 *
 * <p>Thread-safe: of several threads that close one lease, one puts the object back. A lease says
 * nothing about the thread-safety of the object in it.
 *
 * @param <T> what is leased
 */
public interface Lease<T> extends AutoCloseable {

    /**
     * {@return the leased object}
     *
     * @throws IllegalStateException if the lease is closed
     */
    T get();

    /**
     * Puts the object back into its pool, by the rules of {@link Pool#put} or those of
     * {@link BoundedPool}. Idempotent. What {@code reset} and {@code onEvict} throw reaches the
     * caller.
     *
     * @throws IllegalArgumentException if {@code sizeOf} answers a negative size
     */
    @Override
    void close();
}
