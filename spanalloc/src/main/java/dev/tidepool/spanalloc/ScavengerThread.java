// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one daemon thread behind all allocators that tick by themselves. It starts with the first and
 * ends with the last, and works for about one percent of the time, see {@link Pace}. Work is
 * measured by the clock: {@code java.base} does not tell a thread's processor time.
 */
final class ScavengerThread implements Runnable {

    private static final Object LOCK = new Object();
    private static final Set<Scavenger> WATCHED = new LinkedHashSet<>(); // guarded by LOCK
    private static @Nullable Thread thread; // guarded by LOCK

    private final Pace pace = new Pace(System::nanoTime);
    private long ended = System.nanoTime();

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
        for (List<Scavenger> all = await(); !all.isEmpty(); all = await()) {
            pace.begin();
            for (Scavenger scavenger : all) {
                tick(scavenger);
            }
            pace.end();
            ended = System.nanoTime();
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
    private List<Scavenger> await() {
        synchronized (LOCK) {
            while (!WATCHED.isEmpty()) {
                long nanos = pace.nanosToWait(System.nanoTime() - ended, WATCHED);
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
