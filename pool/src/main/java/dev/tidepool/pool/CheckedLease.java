// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A lease of a checked pool: the one way to put a leased object back. */
final class CheckedLease<T> implements Lease<T> {

    private final CheckedPool<T> pool;
    private final AtomicReference<@Nullable T> object;

    CheckedLease(CheckedPool<T> pool, T object) {
        this.pool = pool;
        this.object = new AtomicReference<>(object);
    }

    @Override
    public T get() {
        T leased = object.get();
        if (leased == null) {
            throw new IllegalStateException("a lease of pool " + pool.name() + " is closed");
        }
        return leased;
    }

    @Override
    public void close() {
        T leased = object.getAndSet(null);
        if (leased != null) {
            pool.putBack(leased);
        }
    }
}
