// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import org.jspecify.annotations.Nullable;

/**
 * One unit of a {@link BoundedPool}'s capacity, with the object that takes it up.
 *
 * <pre>
 * VACANT -> BUSY    a claim makes an object in it
 * IDLE   -> BUSY    a claim looks whether the object is fit, or the pool is closed
 * IDLE   -> LEASED  the same where there is nothing to look at
 * BUSY   -> LEASED  the claim succeeds
 * LEASED -> BUSY    the lease is closed, discarded or abandoned
 * BUSY   -> IDLE    the object is kept
 * BUSY   -> VACANT  it is not, and onEvict has returned; or it could not be made
 * </pre>
 *
 * State, links and {@code hold} are guarded by the lock of {@link Berths}. The rest belongs to the
 * one thread that has the berth in hand while it is {@code BUSY}; the lock hands it on.
 */
final class Berth<T> {

    enum State {
        /** No object. */
        VACANT,
        /** In one thread's hand, which may be running the user's code on the object. */
        BUSY,
        /** An object at hand. */
        IDLE,
        /** An object in a lease that has not ended. */
        LEASED
    }

    final Claims<T> claims;

    private State state = State.VACANT;
    /** The lease that has the object; not null exactly while {@code LEASED}. */
    private @Nullable Hold<T> hold;
    /** The next in the stack of idle or of vacant berths. */
    @Nullable Berth<T> next;

    /** Null exactly while there is none. */
    @Nullable T object;
    /** When it was made, by the pool's clock. */
    long madeAt;
    /** Its fingerprint when it came back, with {@link Checks#MISUSE}. */
    long print;
    /** Where its last lease ended, with {@link Checks#MISUSE}. */
    @Nullable Trace returnedAt;

    Berth(Claims<T> claims) {
        this.claims = claims;
    }

    /** Whether it is this lease that has the object, and no later one. */
    boolean isHeldBy(Hold<T> candidate) {
        return hold == candidate;
    }

    void vacantToBusy() {
        move(State.VACANT, State.BUSY);
    }

    void idleToBusy() {
        move(State.IDLE, State.BUSY);
    }

    void idleToLeased(Hold<T> by) {
        move(State.IDLE, State.LEASED);
        hold = by;
    }

    void busyToLeased(Hold<T> by) {
        move(State.BUSY, State.LEASED);
        hold = by;
    }

    void leasedToBusy() {
        move(State.LEASED, State.BUSY);
        hold = null;
    }

    void busyToIdle() {
        move(State.BUSY, State.IDLE);
    }

    void busyToVacant() {
        move(State.BUSY, State.VACANT);
    }

    /** Its object is gone. */
    void forget() {
        object = null;
        returnedAt = null;
    }

    /** For tests: the state, after a look at whether the fields are as it says. */
    State checkedState() {
        boolean right = switch (state) {
            case VACANT -> hold == null && object == null;
            case BUSY -> hold == null;
            case IDLE -> hold == null && object != null;
            case LEASED -> hold != null && object != null;
        };
        if (!right) {
            throw new AssertionError(state + (hold == null ? ", not held" : ", held")
                    + (object == null ? ", without object" : ", with object"));
        }
        return state;
    }

    private void move(State from, State to) {
        assert state == from : state + " instead of " + from;
        state = to;
    }
}
