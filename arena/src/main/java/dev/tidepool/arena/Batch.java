// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.foreign.Arena;
import java.lang.ref.Cleaner;

/**
 * Leases that share a session, and so the handshake that ends it. The pool holds a batch until it
 * is sealed; from then on only its leases do, and when all of them are closed the janitor.
 */
final class Batch {

    final Arena session = Arena.ofShared();
    final Holdings holdings;
    /** Which stripe holds it until it is sealed. */
    final int stripe;
    final long openedAtNanos;
    private final Cleaner.Cleanable watch;

    // Of the janitor, while the session is in use.
    long retryAtNanos;
    long backOffNanos;

    Batch(Holdings holdings, int stripe, long now) {
        this.holdings = holdings;
        this.stripe = stripe;
        this.openedAtNanos = now;
        watch = Epoch.watch(session.scope(), holdings);
    }

    /** Gives everything back. The session has ended, and its close has returned. */
    void end() {
        holdings.end();
        watch.clean();
    }

    /** Ends a batch that was never used, and counts that. */
    void discard() {
        watch.clean();
    }
}
