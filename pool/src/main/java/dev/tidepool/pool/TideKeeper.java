// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread behind all tides that tick by themselves. It starts with the first pool that has
 * something cached and ends when none has; it runs no factory, and holds no class loader.
 *
 * <p>It learns of a collection from a phantom reference to an object that was born unreachable, a
 * <em>sentinel</em>, which is replaced each time it is enqueued. The object is always fresh, so the
 * next collection of any kind finds it; an old one would wait for an old collection, which in a
 * healthy process may never come. This source alone decides, with or without the notifications of
 * {@code jdk.management} ({@link LastCollection}): it needs {@code java.base} only, is the same in
 * every image, and fires once for a cycle where notifications come for each pause of a concurrent
 * one. What notifications add, the names, goes into the log line and the event.
 */
final class TideKeeper implements Runnable {

    private static final long LONGEST_WAIT_MILLIS = TimeUnit.HOURS.toMillis(1);
    private static final long RECOVERY_MILLIS = 100;
    private static final Object LOCK = new Object();
    private static final Set<Tide> WATCHED = new LinkedHashSet<>(); // guarded by LOCK
    private static @Nullable Thread thread; // guarded by LOCK

    private static final ReferenceQueue<Object> QUEUE = new ReferenceQueue<>();

    private @Nullable Reference<?> sentinel;

    private TideKeeper() {
    }

    /** Sees to it that the tide ticks from now on, until it has no pool any more. */
    static void watch(Tide tide) {
        synchronized (LOCK) {
            boolean added = WATCHED.add(tide);
            if (added) {
                tide.rhythm().restart(System.nanoTime());
            }
            if (thread == null) {
                start();
            } else if (added) {
                wake(); // it may be waiting for longer than this tide can
            }
        }
    }

    /** Ends the thread's wait. Not by an interrupt, which might hit a hook that it runs. */
    private static void wake() {
        new PhantomReference<>(new Object(), QUEUE).enqueue();
    }

    /** A failure leaves things as they are: the next pool that caches something tries again. */
    private static void start() {
        try {
            Thread t = Thread.ofPlatform().name("tidepool-tide").daemon()
                    .inheritInheritableThreadLocals(false).unstarted(new TideKeeper());
            t.setContextClassLoader(null);
            t.start();
            thread = t;
        } catch (Throwable e) {
            Hooks.logFailure("cannot start the tide's thread; without it, pools do not age", e);
        }
    }

    /** Lets the thread see whether it is still needed. */
    static void review() {
        synchronized (LOCK) {
            if (thread != null && WATCHED.stream().noneMatch(Tide::isWatching)) {
                wake();
            }
        }
    }

    /** {@return whether the thread runs} */
    static boolean isRunning() {
        synchronized (LOCK) {
            return thread != null;
        }
    }

    @Override
    public void run() {
        List<Tide> tides = watched();
        while (!tides.isEmpty()) {
            try {
                await(tides);
                long now = System.nanoTime();
                for (Tide tide : tides) {
                    tickIfDue(tide, now);
                }
                tides = watched();
            } catch (Throwable e) {
                Hooks.logFailure("the tide failed; it goes on", e);
                pause();
            }
        }
        LastCollection.unwatch();
    }

    /** The tides with a pool. If there is none, the thread is told to end, and so given up. */
    private static List<Tide> watched() {
        synchronized (LOCK) {
            WATCHED.removeIf(tide -> !tide.isWatching());
            if (WATCHED.isEmpty()) {
                thread = null;
            }
            return List.copyOf(WATCHED);
        }
    }

    private void await(List<Tide> tides) {
        long now = System.nanoTime();
        long nanos = TimeUnit.MILLISECONDS.toNanos(LONGEST_WAIT_MILLIS);
        List<GcRhythm> collectorDriven = new ArrayList<>(1);
        for (Tide tide : tides) {
            nanos = Math.min(nanos, tide.rhythm().nanosToWait(now));
            if (tide.rhythm() instanceof GcRhythm rhythm) {
                collectorDriven.add(rhythm);
            }
        }
        if (sentinel == null && !collectorDriven.isEmpty()) {
            sentinel = new PhantomReference<>(new Object(), QUEUE);
            if (TideLog.isWanted()) {
                LastCollection.watch();
            }
        }
        if (nanos > 0 && collectionWithin(nanos)) {
            sentinel = null;
            double occupancy = occupancy();
            collectorDriven.forEach(rhythm -> rhythm.collected(System.nanoTime(), occupancy));
        }
    }

    private boolean collectionWithin(long nanos) {
        try {
            Reference<?> found = QUEUE.remove(1 + TimeUnit.NANOSECONDS.toMillis(nanos));
            return found != null && found == sentinel;
        } catch (InterruptedException e) {
            return false; // a hook has interrupted its own thread
        }
    }

    private static double occupancy() {
        Runtime runtime = Runtime.getRuntime();
        return (double) (runtime.totalMemory() - runtime.freeMemory()) / runtime.maxMemory();
    }

    private static void tickIfDue(Tide tide, long now) {
        TideCause cause = tide.rhythm().due(now);
        if (cause != null) {
            for (int i = 0; i < Rhythm.ticksFor(cause); i++) {
                tide.tick(cause);
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RECOVERY_MILLIS); // most likely memory is short; do not make it worse
        } catch (InterruptedException e) {
            // a hook has interrupted its own thread
        }
    }
}
