// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A lease of a checked pool: the one way to put a leased object back. */
final class CheckedLease<T> implements Lease<T> {

    private final String pool;
    private final AtomicReference<@Nullable T> object;
    private final Consumer<T> putBack;

    CheckedLease(String pool, T object, Consumer<T> putBack) {
        this.pool = pool;
        this.object = new AtomicReference<>(object);
        this.putBack = putBack;
    }

    @Override
    public T get() {
        T leased = object.get();
        if (leased == null) {
            throw new IllegalStateException("a lease of pool " + pool + " is closed");
        }
        return leased;
    }

    @Override
    public void close() {
        T leased = object.getAndSet(null);
        if (leased != null) {
            putBack.accept(leased);
        }
    }
}
