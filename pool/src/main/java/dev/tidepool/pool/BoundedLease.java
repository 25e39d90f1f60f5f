// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/** A lease of a {@link BoundedPool}. That it ends once is decided under the pool's lock. */
final class BoundedLease<T> implements Lease<T> {

    private final Hold<T> hold;
    private @Nullable T object;

    /** {@code object} is the berth's; the caller makes the hold its holder. */
    BoundedLease(Berth<T> berth, T object, @Nullable Trace claimedAt) {
        this.object = object;
        this.hold = new Hold<>(this, berth, claimedAt);
    }

    Hold<T> hold() {
        return hold;
    }

    @Override
    public T get() {
        T leased = object; // plain: a close that happened-before is seen, a racing one need not be
        if (leased == null) {
            throw new IllegalStateException(
                    "a lease of pool " + hold.berth.claims.name() + " is closed");
        }
        return leased;
    }

    @Override
    public void close() {
        end(false);
    }

    /** The fence: without it the lease may be collected, and count as abandoned, in here. */
    void end(boolean broken) {
        object = null;
        try {
            hold.berth.claims.end(hold, broken);
        } finally {
            Reference.reachabilityFence(this);
        }
    }
}
