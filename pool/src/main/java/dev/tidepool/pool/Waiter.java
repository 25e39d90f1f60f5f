// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import org.jspecify.annotations.Nullable;

/** A claim that waits, see {@link WaitingLine}. Guarded by the lock of {@link Berths}. */
final class Waiter<T> {

    final Thread thread = Thread.currentThread();
    /** Told that something is at hand, and not yet come to see. */
    boolean woken;
    /** Handed over to it, in its hand from then on. */
    @Nullable Berth<T> handed;
}
