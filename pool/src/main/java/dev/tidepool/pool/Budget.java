// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Permits of a pool, in objects or in bytes, lent to its generations. A budget in bytes may be
 * shared by pools whose objects have one size each: each pool then takes it {@link #inUnitsOf}
 * that size, and its permits are objects again.
 *
 * <p>Invariant: {@code free + sum over open accounts of held = limit}, each account's permits
 * counted in bytes if it is shared. What is under way between two of these is in neither for a
 * moment, so the sum never exceeds the limit.
 *
 * <p>Thread-safe and lock-free: relaxed arithmetic on counters; objects are never published by it.
 */
final class Budget {

    private final long limit;
    private final AtomicLong free;
    /** What puts have been refused for since it was last {@link #isOverrun}. */
    private final AtomicLong refused;
    private final long unit;

    Budget(long limit) {
        this(limit, new AtomicLong(limit), new AtomicLong(), 1);
    }

    private Budget(long limit, AtomicLong free, AtomicLong refused, long unit) {
        this.limit = limit;
        this.free = free;
        this.refused = refused;
        this.unit = unit;
    }

    /** The same budget, in permits that are worth {@code size} of this one's. */
    Budget inUnitsOf(long size) {
        return new Budget(limit, free, refused, size);
    }

    /** Counts what is not cached for want of permits. */
    void refuse(long permits) {
        refused.addAndGet(permits * unit);
    }

    /**
     * Whether as much as the whole budget has been refused. True for one caller each time; then
     * counting begins anew.
     */
    boolean isOverrun() {
        long sum = refused.get();
        return sum >= limit && sum > 0 && refused.compareAndSet(sum, 0);
    }

    /** What can be taken at most, in the smallest unit of all who share this. */
    long limit() {
        return limit;
    }

    /** What nobody has taken, in the smallest unit of all who share this. */
    long free() {
        return free.get();
    }

    /** Takes exactly so many permits, or none. */
    boolean takeAll(long wanted) {
        long available = free.get();
        while (available / unit >= wanted) {
            long witness = free.compareAndExchange(available, available - wanted * unit);
            if (witness == available) {
                return true;
            }
            available = witness;
        }
        return false;
    }

    void giveBack(long permits) {
        free.addAndGet(permits * unit);
    }

    /** Takes up to {@code wanted} permits. */
    private long takeUpTo(long wanted) {
        long available = free.get();
        while (available >= unit) {
            long taken = Math.min(available / unit, wanted);
            long witness = free.compareAndExchange(available, available - taken * unit);
            if (witness == available) {
                return taken;
            }
            available = witness;
        }
        return 0;
    }

    /** What one generation holds, until it is dropped. */
    final class Account {

        private static final long CLOSED = -1;
        private final AtomicLong held = new AtomicLong();

        /** Takes up to {@code wanted} permits; 0 from a closed account. */
        long take(long wanted) {
            long taken = takeUpTo(wanted);
            if (taken > 0 && !add(taken)) {
                giveBack(taken);
                return 0;
            }
            return taken;
        }

        /** Gives back permits; those of a closed account have all been given back already. */
        void give(long permits) {
            long before = held.get();
            while (before != CLOSED) {
                long given = Math.min(before, permits);
                long witness = held.compareAndExchange(before, before - given);
                if (witness == before) {
                    giveBack(given);
                    return;
                }
                before = witness;
            }
        }

        /** Gives back all permits, and those of late takers as they come. */
        void close() {
            long last = held.getAndSet(CLOSED);
            if (last > 0) {
                giveBack(last);
            }
        }

        /** Whether a take would find anything; a hint. */
        boolean mayTake() {
            return free.get() >= unit;
        }

        long held() {
            return Math.max(0, held.get());
        }

        private boolean add(long permits) {
            long before = held.get();
            while (before != CLOSED) {
                long witness = held.compareAndExchange(before, before + permits);
                if (witness == before) {
                    return true;
                }
                before = witness;
            }
            return false;
        }
    }
}
