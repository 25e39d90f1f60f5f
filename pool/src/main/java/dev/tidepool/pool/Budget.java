// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Permits of a pool, in objects or in bytes, lent to its generations.
 *
 * <p>Invariant: {@code free + sum over open accounts of held = limit}. What is under way between
 * two of these is in neither for a moment, so the sum never exceeds the limit.
 *
 * <p>Thread-safe and lock-free: relaxed arithmetic on counters; objects are never published by it.
 */
final class Budget {

    private final long limit;
    private final AtomicLong free;

    Budget(long limit) {
        this.limit = limit;
        this.free = new AtomicLong(limit);
    }

    long limit() {
        return limit;
    }

    long free() {
        return free.get();
    }

    /** Takes up to {@code wanted} permits. */
    private long takeUpTo(long wanted) {
        long available = free.get();
        while (available > 0) {
            long taken = Math.min(available, wanted);
            long witness = free.compareAndExchange(available, available - taken);
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
                free.addAndGet(taken);
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
                    free.addAndGet(given);
                    return;
                }
                before = witness;
            }
        }

        /** Gives back all permits, and those of late takers as they come. */
        void close() {
            long last = held.getAndSet(CLOSED);
            if (last > 0) {
                free.addAndGet(last);
            }
        }

        /** Whether a take would find anything; a hint. */
        boolean mayTake() {
            return free.get() > 0;
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
