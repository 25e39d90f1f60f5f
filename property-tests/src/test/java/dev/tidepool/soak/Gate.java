// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Where workers wait while the libraries are looked at. Shut: nobody is inside, whoever holds
 * something keeps it. Drained: likewise, and nobody holds anything.
 */
final class Gate {

    private static final long LOOK_MILLIS = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();
    private final Condition left = lock.newCondition();
    // Guarded by the lock; ebbing is also read without.
    private boolean shut = true;
    private volatile boolean ebbing;
    private int inside;
    private int holders;

    /** Lets a worker in, sooner or later; it is a holder from then on. */
    void enter(boolean holds) {
        lock.lock();
        try {
            while (shut || (ebbing && !holds)) {
                opened.awaitUninterruptibly();
            }
            inside++;
            holders += holds ? 0 : 1;
        } finally {
            lock.unlock();
        }
    }

    void leave(boolean holds) {
        lock.lock();
        try {
            inside--;
            holders -= holds ? 0 : 1;
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether holders have to give everything back before they leave} */
    boolean isEbbing() {
        return ebbing;
    }

    void open() {
        lock.lock();
        try {
            shut = false;
            ebbing = false;
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether all have left in time, or need not any more} */
    boolean shut(long seconds, BooleanSupplier over) {
        lock.lock();
        try {
            shut = true;
            return await(seconds, false, over);
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether all have given everything back and left in time, or need not any more} */
    boolean drain(long seconds, BooleanSupplier over) {
        lock.lock();
        try {
            ebbing = true;
            shut = false;
            opened.signalAll();
            boolean drained = await(seconds, true, over);
            shut = true;
            return drained;
        } finally {
            lock.unlock();
        }
    }

    private boolean await(long seconds, boolean drained, BooleanSupplier over) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while ((inside > 0 || (drained && holders > 0)) && !over.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            try {
                left.awaitNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts the conductor", e);
            }
        }
        return true;
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            return inside + " workers inside, " + holders + " hold something";
        } finally {
            lock.unlock();
        }
    }
}
