// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.concurrent.atomic.AtomicReference;

/**
 * A pooled object for interleavings: it knows who has it, and throws when a second one claims it.
 * Operations on a pool then need no specification of what they return: they return nothing, and an
 * interleaving is wrong if one of them throws or if the tokens do not add up at its end.
 */
final class Token {

    /** Who has the token. */
    enum Place {
        HELD,
        POOLED,
        LET_GO
    }

    private final AtomicReference<Place> place = new AtomicReference<>(Place.HELD);

    private void move(Place from, Place to) {
        Place found = place.compareAndExchange(from, to);
        if (found != from) {
            throw new IllegalStateException(from + " to " + to + ", but it is " + found);
        }
    }

    /** Its holder is about to put it. */
    void toPool() {
        move(Place.HELD, Place.POOLED);
    }

    /** It was handed out. */
    void toHolder() {
        move(Place.POOLED, Place.HELD);
    }

    /** It was not cached, or evicted. */
    void letGo() {
        move(Place.POOLED, Place.LET_GO);
    }

    Place place() {
        return place.get();
    }
}
