// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that gives back the capacity of leases that were collected without having ended.
 * Somebody has to: when all who could look are waiting, nobody calls the pool. It starts with the
 * first lease and ends a while after the last; it holds pools weakly.
 *
 * <p>A pool is not forgotten while it has a lease: the thread lowers {@code kept} and then looks
 * whether there is a lease; a claim counts its lease and then looks at {@code kept}. One of the two
 * sees the other.
 */
final class LeaseKeeper implements Runnable {

    /** Where the collector puts a {@link Hold} whose lease is gone. */
    static final ReferenceQueue<Object> QUEUE = new ReferenceQueue<>();

    private static final long REST_MILLIS = TimeUnit.MINUTES.toMillis(1);
    private static final Object LOCK = new Object();
    private static final List<WeakReference<Claims<?>>> POOLS = new ArrayList<>(); // by LOCK
    private static @Nullable Thread thread; // guarded by LOCK

    private LeaseKeeper() {
    }

    /** Sees to it that the pool's abandoned leases are found. */
    static void keep(Claims<?> pool) {
        synchronized (LOCK) {
            if (pool.kept) {
                return;
            }
            try {
                if (thread == null) {
                    thread = start();
                }
                POOLS.add(new WeakReference<>(pool));
                pool.kept = true;
            } catch (Throwable e) {
                Hooks.logFailure("cannot look after the leases of pool " + pool.name()
                        + "; the next claim tries again", e);
            }
        }
    }

    private static Thread start() {
        Thread t = Thread.ofPlatform().name("tidepool-leases").daemon()
                .inheritInheritableThreadLocals(false).unstarted(new LeaseKeeper());
        t.setContextClassLoader(null);
        t.start();
        return t;
    }

    @Override
    public void run() {
        do {
            try {
                Reference<?> found = QUEUE.remove(REST_MILLIS);
                while (found != null) {
                    if (found instanceof Hold<?> hold) {
                        hold.abandoned();
                    }
                    found = QUEUE.poll();
                }
            } catch (InterruptedException e) {
                // a hook has interrupted its own thread
            } catch (Throwable e) {
                Hooks.logFailure("looking after leases failed; it goes on", e);
            }
        } while (isNeeded());
    }

    /** Lets the thread see whether it is still needed. */
    static void review() {
        new PhantomReference<>(new Object(), QUEUE).enqueue();
    }

    /** {@return whether the thread runs} */
    static boolean isRunning() {
        synchronized (LOCK) {
            return thread != null;
        }
    }

    /** Forgets pools without leases. If no pool is left, the thread is told to end. */
    static boolean isNeeded() {
        synchronized (LOCK) {
            POOLS.removeIf(LeaseKeeper::isDone);
            if (POOLS.isEmpty()) {
                thread = null;
            }
            return thread != null;
        }
    }

    private static boolean isDone(WeakReference<Claims<?>> reference) {
        Claims<?> pool = reference.get();
        if (pool == null) {
            return true;
        }
        pool.kept = false;
        if (pool.berths().count().leased() > 0) {
            pool.kept = true;
            return false;
        }
        return true;
    }
}
