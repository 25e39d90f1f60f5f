// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import org.jspecify.annotations.Nullable;

/**
 * A lease of a pool without checks. The monitor makes {@link #close} put back once even when two
 * threads race; unlike an atomic operation, it is removed together with the lease by escape
 * analysis where the lease stays in one method.
 */
final class PooledLease<T> implements Lease<T> {

    private final Pool<T> pool;
    private @Nullable T object;

    PooledLease(Pool<T> pool, T object) {
        this.pool = pool;
        this.object = object;
    }

    @Override
    public T get() {
        T leased = object; // plain: a close that happened-before is seen, a racing one need not be
        if (leased == null) {
            throw new IllegalStateException("a lease of pool " + pool.name() + " is closed");
        }
        return leased;
    }

    @Override
    public void close() {
        T leased;
        synchronized (this) {
            leased = object;
            object = null;
        }
        if (leased != null) {
            pool.put(leased);
        }
    }
}
