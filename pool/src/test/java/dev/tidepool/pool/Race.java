// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Threads that meet at a line and start from it together, once or in rounds. */
final class Race {
    private static final int SPINS = 2_000;

    private final int runners;
    private final Until until;
    private final AtomicInteger arrivals = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile int released;
    private volatile boolean over; // written by the last to arrive, before it releases the others

    private Race(int runners, Until until) {
        this.runners = runners;
        this.until = until;
    }

    /** What the i-th thread does. */
    interface Runner {
        void run(int i) throws Throwable;
    }

    /** What the i-th thread does in each round; {@link Race#line} waits for the others. */
    interface Lap {
        void run(Race race, int i) throws Throwable;
    }

    /** Runs that many threads at once; throws the first failure once all have ended. */
    static void run(ThreadKind kind, int threads, Runner runner) throws Throwable {
        run(i -> kind, threads, runner);
    }

    /** The same with a kind of thread for each runner. */
    static void run(IntFunction<ThreadKind> kinds, int threads, Runner runner) throws Throwable {
        var race = new Race(threads, Until.millis(0));
        race.go(kinds, i -> {
            race.line();
            runner.run(i);
        });
    }

    /** The same threads run laps, each begun together, until the time is up. */
    static void laps(ThreadKind kind, long millis, int threads, Lap lap) throws Throwable {
        var race = new Race(threads, Until.millis(millis));
        race.go(i -> kind, i -> {
            for (race.line(); !race.over; race.line()) {
                lap.run(race, i);
            }
        });
    }

    private void go(IntFunction<ThreadKind> kinds, Runner runner) throws Throwable {
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < runners; i++) {
            int number = i;
            all.add(kinds.apply(i).start(() -> attempt(runner, number)));
        }
        for (Thread thread : all) {
            thread.join();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private void attempt(Runner runner, int i) {
        try {
            runner.run(i);
        } catch (Throwable t) {
            failure.compareAndSet(null, t);
            wakeAll();
        }
    }

    /** Waits until all runners are here: at first spinning, so that they start close together. */
    void line() throws InterruptedException {
        int arrival = arrivals.incrementAndGet();
        int target = (arrival - 1) / runners * runners + runners;
        if (arrival == target) {
            over = !until.running();
            released = target;
            wakeAll();
        }
        for (int spins = 0; released < target && spins < SPINS; spins++) {
            Thread.onSpinWait();
        }
        awaitRelease(target);
        if (released < target) { // else it runs, though another fails: others may wait for its end
            throw new AssertionError("another runner failed");
        }
    }

    /** Blocks rather than yields: yielding virtual threads starve those not yet started. */
    private synchronized void awaitRelease(int target) throws InterruptedException {
        while (released < target && failure.get() == null) {
            wait();
        }
    }

    /** Lets others run: a virtual thread may go on with another carrier. */
    static void breathe() {
        LockSupport.parkNanos(1_000);
    }

    private synchronized void wakeAll() {
        notifyAll();
    }

    /** A span of time in which a stress goes on. */
    static final class Until {
        private final long end;

        private Until(long end) {
            this.end = end;
        }

        static Until millis(long millis) {
            return new Until(System.nanoTime() + Duration.ofMillis(millis).toNanos());
        }

        boolean running() {
            return System.nanoTime() - end < 0;
        }
    }
}
