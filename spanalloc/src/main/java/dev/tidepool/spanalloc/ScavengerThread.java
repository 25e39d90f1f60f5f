// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one daemon thread behind all allocators that tick by themselves. It starts with the first and
 * ends with the last, and works for at most one percent of the time: after work it sleeps for at
 * least 99 times as long.
 */
final class ScavengerThread implements Runnable {

    private static final long PACE = 99;
    private static final Object LOCK = new Object();
    private static final Set<Scavenger> WATCHED = new LinkedHashSet<>(); // guarded by LOCK
    private static @Nullable Thread thread; // guarded by LOCK

    private ScavengerThread() {}

    static void watch(Scavenger scavenger) {
        synchronized (LOCK) {
            WATCHED.add(scavenger);
            if (thread == null) {
                Thread t = Thread.ofPlatform().name("tidepool-scavenger").daemon()
                        .inheritInheritableThreadLocals(false).unstarted(new ScavengerThread());
                t.setContextClassLoader(null);
                t.start();
                thread = t;
            }
            LOCK.notifyAll();
        }
    }

    static void unwatch(Scavenger scavenger) {
        synchronized (LOCK) {
            WATCHED.remove(scavenger);
            LOCK.notifyAll();
        }
    }

    @Override
    public void run() {
        long worked = 0;
        for (List<Scavenger> all = await(worked); !all.isEmpty(); all = await(worked)) {
            long start = System.nanoTime();
            for (Scavenger scavenger : all) {
                tick(scavenger);
            }
            worked = System.nanoTime() - start;
        }
    }

    private static void tick(Scavenger scavenger) {
        try {
            scavenger.tickIfDue();
        } catch (IllegalStateException e) {
            unwatch(scavenger); // closed meanwhile
        } catch (Throwable e) {
            System.getLogger("dev.tidepool.spanalloc").log(
                    System.Logger.Level.WARNING, "giving memory back failed; it goes on", e);
        }
    }

    /** Waits until a tick is due. {@return all scavengers; none if the thread is to end} */
    private static List<Scavenger> await(long worked) {
        long earliest = System.nanoTime() + PACE * worked;
        synchronized (LOCK) {
            while (!WATCHED.isEmpty()) {
                long wait = earliest - System.nanoTime();
                long next = WATCHED.stream().mapToLong(Scavenger::nanosToWait).min().orElse(0);
                long nanos = Math.max(wait, next);
                if (nanos <= 0) {
                    return List.copyOf(WATCHED);
                }
                try {
                    LOCK.wait(1 + TimeUnit.NANOSECONDS.toMillis(nanos));
                } catch (InterruptedException e) {
                    // Nobody has a reason to; it goes on.
                }
            }
            thread = null;
            return List.of();
        }
    }
}
