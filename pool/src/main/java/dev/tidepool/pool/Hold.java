// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.lang.ref.PhantomReference;
import org.jspecify.annotations.Nullable;

/**
 * What a berth knows of the lease that has its object, without keeping the lease reachable: it is
 * enqueued when the lease can no longer be closed. Reachable by way of its berth, so that it is.
 */
final class Hold<T> extends PhantomReference<BoundedLease<T>> {

    final Berth<T> berth;
    /** Where the object was claimed, with {@link Checks#LEAKS}. */
    final @Nullable Trace claimedAt;

    Hold(BoundedLease<T> lease, Berth<T> berth, @Nullable Trace claimedAt) {
        super(lease, LeaseKeeper.QUEUE);
        this.berth = berth;
        this.claimedAt = claimedAt;
    }

    /** The lease was collected: nobody is left to close it. */
    void abandoned() {
        berth.claims.abandoned(this);
    }
}
