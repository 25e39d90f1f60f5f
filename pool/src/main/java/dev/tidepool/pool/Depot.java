// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Where caches of one generation leave full magazines for each other.
 *
 * <p>Thread-safe. A magazine that is offered is published with all that is in it: the queue's
 * release store of the element pairs with the acquire load of the poll that returns it. Nothing
 * waits: where another thread is half-way through an operation on the same cell, the queue's
 * relaxed forms answer as if it were empty or full; one more attempt makes this rare.
 */
final class Depot<T> {

    private static final int ATTEMPTS = 2;

    private final MpmcVarHandleArrayQueue<Magazine<T>> full;
    private final MpmcVarHandleArrayQueue<Magazine<T>> empty;

    /**
     * Makes an empty depot.
     *
     * @param cells most full magazines
     * @param spares most empty magazines kept for reuse
     */
    Depot(int cells, int spares) {
        full = new MpmcVarHandleArrayQueue<>(Math.max(2, cells));
        empty = new MpmcVarHandleArrayQueue<>(Math.max(2, spares));
    }

    boolean offer(Magazine<T> magazine) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (full.relaxedOffer(magazine)) {
                return true;
            }
        }
        return false;
    }

    @Nullable Magazine<T> poll() {
        Magazine<T> magazine = null;
        for (int attempt = 0; magazine == null && attempt < ATTEMPTS; attempt++) {
            magazine = full.relaxedPoll();
        }
        return magazine;
    }

    /** Keeps an empty magazine without permits for {@link #takeEmpty}, if there is room. */
    void keepEmpty(Magazine<T> magazine) {
        empty.relaxedOffer(magazine);
    }

    @Nullable Magazine<T> takeEmpty() {
        return empty.relaxedPoll();
    }

    /** Whether there is no full magazine; a hint. */
    boolean isEmpty() {
        return full.isEmpty();
    }
}
