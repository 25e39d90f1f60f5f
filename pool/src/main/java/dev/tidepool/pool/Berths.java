// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The capacity of a {@link BoundedPool}: its berths, who waits for one, and what has been claimed
 * and come back. One lock guards all of it; the user's code is never called from here, and so never
 * under the lock. Berths are made on first need and then stay.
 *
 * <pre>
 * idle + leased + busy + vacant = capacity        vacant = stack of vacant + berths not yet made
 * somebody is due    implies  idle + vacant = 0
 * somebody waits     implies  idle + vacant &lt;= those woken           (until the pool is closed)
 * </pre>
 */
final class Berths<T> {

    private final Claims<T> claims;
    private final int capacity;

    private final ReentrantLock lock = new ReentrantLock(); // guards the rest
    private final List<Berth<T>> all = new ArrayList<>();
    private final BerthStack<T> idle = new BerthStack<>();
    private final BerthStack<T> vacant = new BerthStack<>();
    private final WaitingLine<T> line = new WaitingLine<>();
    private int leased;
    private boolean closed;
    private long hits;
    private long misses;
    private long returns;

    /**
     * How many objects are where, at one moment.
     *
     * @param hits claims served with an idle object
     * @param misses claims that made one, or found nothing
     * @param returns leases that were closed or discarded
     */
    record Count(int idle, int leased, int waiting, long hits, long misses, long returns) {
    }

    Berths(Claims<T> claims, int capacity) {
        this.claims = claims;
        this.capacity = capacity;
    }

    int capacity() {
        return capacity;
    }

    /** Leases an idle object as it is. {@return null if none is idle} */
    @Nullable BoundedLease<T> lendIdle(@Nullable Trace here) {
        lock.lock();
        try {
            Berth<T> berth = idle.peek();
            if (berth == null) {
                return null;
            }
            BoundedLease<T> lease = leaseOf(berth, here); // before any change: this may fail
            idle.pop();
            berth.idleToLeased(lease.hold());
            leased++;
            hits++;
            return lease;
        } finally {
            lock.unlock();
        }
    }

    /** Leases the object of a berth in hand; {@code fresh} if it was made for this claim. */
    BoundedLease<T> lend(Berth<T> berth, @Nullable Trace here, boolean fresh) {
        BoundedLease<T> lease = leaseOf(berth, here);
        lock.lock();
        try {
            berth.busyToLeased(lease.hold());
            leased++;
            if (fresh) {
                misses++;
            } else {
                hits++;
            }
            return lease;
        } finally {
            lock.unlock();
        }
    }

    private static <T> BoundedLease<T> leaseOf(Berth<T> berth, @Nullable Trace here) {
        return new BoundedLease<>(berth, objectOf(berth), here);
    }

    /** The object of a berth that has one. */
    static <T> T objectOf(Berth<T> berth) {
        return requireNonNull(berth.object);
    }

    /**
     * Takes an idle or else a vacant berth in hand, and waits for one for up to so many
     * nanoseconds; without end for {@link Long#MAX_VALUE}.
     *
     * @return null if the time is up
     * @throws IllegalStateException if the pool is closed, now or while it waits
     * @throws InterruptedException if the thread is interrupted, and nothing is at hand
     */
    @Nullable Berth<T> take(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        Waiter<T> me;
        lock.lock();
        try {
            Berth<T> berth = takeAtHand();
            if (berth != null || gaveUp(nanos)) {
                return berth;
            }
            me = new Waiter<>();
            line.join(me);
        } finally {
            lock.unlock();
        }
        try {
            return awaitTurn(me, start, nanos);
        } catch (Throwable e) {
            withdraw(me);
            throw e;
        }
    }

    /** The same without waiting, whether the thread is interrupted or not. */
    @Nullable Berth<T> tryTake() {
        lock.lock();
        try {
            Berth<T> berth = takeAtHand();
            if (berth == null) {
                misses++;
            }
            return berth;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Berth<T> takeAtHand() {
        if (closed) {
            misses++;
            throw new IllegalStateException("pool " + claims.name() + " is closed");
        }
        Berth<T> berth = idle.pop();
        if (berth != null) {
            berth.idleToBusy();
            return berth;
        }
        berth = vacant.pop();
        if (berth == null) {
            if (all.size() == capacity) {
                return null;
            }
            berth = new Berth<>(claims);
            all.add(berth);
        }
        berth.vacantToBusy();
        return berth;
    }

    /** Whether a claim that finds nothing at hand is to end without an object. */
    private boolean gaveUp(long nanosLeft) throws InterruptedException {
        if (Thread.interrupted()) {
            misses++;
            throw new InterruptedException("while waiting for pool " + claims.name());
        }
        if (nanosLeft <= 0) {
            misses++;
            return true;
        }
        return false;
    }

    private @Nullable Berth<T> awaitTurn(Waiter<T> me, long start, long nanos)
            throws InterruptedException {
        long left = nanos;
        while (true) {
            if (nanos == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, left);
                left = nanos - (System.nanoTime() - start);
            }
            lock.lock();
            try {
                Berth<T> berth = me.handed != null ? me.handed : takeAtHand();
                if (berth != null || gaveUp(left)) {
                    line.leave(me);
                    return berth;
                }
                line.foundNothing(me);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Leaves the line after a failure; what was handed over, or told of, goes to the next. */
    private void withdraw(Waiter<T> me) {
        Waiter<T> next;
        lock.lock();
        try {
            next = me.woken && !closed ? line.nextToTell() : null;
            line.leave(me);
        } finally {
            lock.unlock();
        }
        WaitingLine.wake(next);
        if (me.handed != null) {
            claims.passOn(me.handed);
        }
    }

    /** Ends a lease. {@return its berth, in hand; null if the lease had ended before} */
    @Nullable Berth<T> takeBack(Hold<T> hold, boolean byHolder) {
        lock.lock();
        try {
            if (!end(hold)) {
                return null;
            }
            if (byHolder) {
                returns++;
            }
            return hold.berth;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends a lease and makes its object available as it is.
     *
     * @return its berth, in hand, if the pool is closed; null if there is nothing left to do
     */
    @Nullable Berth<T> takeBackIdle(Hold<T> hold) {
        Waiter<T> next;
        lock.lock();
        try {
            if (!end(hold)) {
                return null;
            }
            returns++;
            if (closed) {
                return hold.berth;
            }
            next = offer(hold.berth);
        } finally {
            lock.unlock();
        }
        WaitingLine.wake(next);
        return null;
    }

    private boolean end(Hold<T> hold) {
        if (!hold.berth.isHeldBy(hold)) {
            return false;
        }
        hold.berth.leasedToBusy();
        hold.clear(); // the collector need not look at it any more
        leased--;
        return true;
    }

    /** Makes the object of a berth in hand available. {@return false if the pool is closed} */
    boolean keep(Berth<T> berth) {
        Waiter<T> next;
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            next = offer(berth);
        } finally {
            lock.unlock();
        }
        WaitingLine.wake(next);
        return true;
    }

    /** Makes the capacity of a berth in hand available; its object is gone. */
    void vacate(Berth<T> berth) {
        Waiter<T> next;
        lock.lock();
        try {
            berth.forget();
            next = offer(berth);
        } finally {
            lock.unlock();
        }
        WaitingLine.wake(next);
    }

    /** Under the lock. {@return whom to wake after it} */
    private @Nullable Waiter<T> offer(Berth<T> berth) {
        Waiter<T> first = closed ? null : line.nextDue();
        if (first != null) {
            first.handed = berth;
            return first;
        }
        if (berth.object != null) {
            berth.busyToIdle();
            idle.push(berth);
        } else {
            berth.busyToVacant();
            vacant.push(berth);
        }
        return closed ? null : line.nextToTell();
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Refuses claims from now on. {@return the idle berths, in hand, linked; null if none} */
    @Nullable Berth<T> close() {
        lock.lock();
        try {
            closed = true;
            Berth<T> first = idle.popAll();
            for (Berth<T> berth = first; berth != null; berth = berth.next) {
                berth.idleToBusy();
            }
            line.wakeAll();
            return first;
        } finally {
            lock.unlock();
        }
    }

    Count count() {
        lock.lock();
        try {
            return new Count(idle.size(), leased, line.size(), hits, misses, returns);
        } finally {
            lock.unlock();
        }
    }

    /** For tests: recounts the berths. {@return how many are in hand} */
    int checkInvariants() {
        lock.lock();
        try {
            require(berthsIn(Berth.State.IDLE) == idle.size(), "idle");
            require(berthsIn(Berth.State.LEASED) == leased, "leased");
            require(berthsIn(Berth.State.VACANT) == vacant.size(), "vacant");
            require(all.size() <= capacity, "capacity");
            require(!closed || idle.size() == 0, "idle after close");
            long atHand = (long) idle.size() + vacant.size() + capacity - all.size();
            require(closed || line.isInOrder(atHand), "somebody waits in vain");
            return berthsIn(Berth.State.BUSY);
        } finally {
            lock.unlock();
        }
    }

    private int berthsIn(Berth.State state) {
        int count = 0;
        for (Berth<T> berth : all) {
            if (berth.checkedState() == state) {
                count++;
            }
        }
        return count;
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what + " of pool " + claims.name() + ": " + all.size()
                    + " berths, " + idle.size() + " idle, " + vacant.size() + " vacant, " + leased
                    + " leased, " + line.size() + " waiting");
        }
    }
}
