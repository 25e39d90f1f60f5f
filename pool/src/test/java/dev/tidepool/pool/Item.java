// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.concurrent.atomic.AtomicInteger;

/** A pooled object that knows whether somebody holds it, so that a second holder is noticed. */
final class Item {
    private static final int FRESH = 0; // made, and not put yet
    private static final int HELD = 1; // taken by somebody
    private static final int IDLE = 2; // put
    private static final int EVICTED = 3; // given to onEvict

    final long bytes;
    private final AtomicInteger state = new AtomicInteger(FRESH);

    Item() {
        this(1);
    }

    Item(long bytes) {
        this.bytes = bytes;
    }

    long bytes() {
        return bytes;
    }

    /** Somebody got it; false if somebody else holds it or it was evicted. */
    boolean toHeld() {
        return state.compareAndSet(FRESH, HELD) || state.compareAndSet(IDLE, HELD);
    }

    /** Its holder is about to put it; false if nobody held it. */
    boolean toIdle() {
        return state.compareAndSet(HELD, IDLE) || state.compareAndSet(FRESH, IDLE);
    }

    /** The pool let go of it; false if somebody holds it or it was evicted before. */
    boolean toEvicted() {
        return state.compareAndSet(IDLE, EVICTED) || state.compareAndSet(FRESH, EVICTED);
    }

    boolean isEvicted() {
        return state.get() == EVICTED;
    }

    @Override
    public String toString() {
        return "item@" + Integer.toHexString(System.identityHashCode(this)) + " in state " + state;
    }
}
