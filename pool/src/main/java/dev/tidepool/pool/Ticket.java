// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * What a checked pool knows of one object that it has seen. Holds the object weakly; guarded by the
 * pool's lock.
 */
final class Ticket<T> extends WeakReference<T> {

    enum State {
        /** Handed out by {@code get} or {@code poll}; {@code gotAt} says where. */
        LENT,
        /** Handed out by {@code lease}; {@code gotAt} says where. */
        LEASED,
        /** Put, and given up by its last owner, whether or not it is still cached. */
        PUT
    }

    State state = State.PUT;
    /** Where it was handed out last. */
    @Nullable Trace gotAt;
    /** Where it was put last. */
    @Nullable Trace putAt;
    private final int hash;

    Ticket(T object, ReferenceQueue<? super T> queue) {
        super(object, queue);
        hash = System.identityHashCode(object);
    }

    boolean isOut() {
        return state != State.PUT;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    /**
     * Finds the ticket of an object in a hash table: equal to the ticket, by identity of the
     * object, when it is the argument of the look-up.
     */
    record Probe(Object object) {
        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Ticket<?> ticket
                    ? refers(ticket, object)
                    : other instanceof Probe probe && probe.object == object;
        }

        @SuppressWarnings("unchecked")
        private static <T> boolean refers(Ticket<T> ticket, Object object) {
            return ticket.refersTo((T) object);
        }
    }
}
