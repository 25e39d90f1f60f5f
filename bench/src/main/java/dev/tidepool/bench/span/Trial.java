// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** One run of a workload's variant on one subject: its size, time, randomness and findings. */
final class Trial {

    private static final int MOST_FAILURES = 10;

    private final Subject subject;
    private final String variant;
    private final Scale scale;
    private final Duration length;
    private final long seed;
    private final Meter meter;
    private final List<String> notes = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private volatile boolean failed;
    private volatile long start = System.nanoTime();
    private volatile long end;

    /** What a thread of a workload does. */
    interface Task {
        void run() throws InterruptedException;
    }

    Trial(Subject subject, String variant, Scale scale, Duration length, long seed) {
        this(subject, variant, scale, length, seed, null);
    }

    /** Makes a trial whose calls are timed if there is a place for the times. */
    Trial(
            Subject subject,
            String variant,
            Scale scale,
            Duration length,
            long seed,
            @Nullable Latency latency) {
        this.subject = subject;
        this.variant = variant;
        this.scale = scale;
        this.length = length;
        this.seed = seed;
        this.meter = new Meter(subject, latency);
    }

    Subject subject() {
        return subject;
    }

    String variant() {
        return variant;
    }

    Meter meter() {
        return meter;
    }

    /** {@return whether it is only to see that the workload runs} */
    boolean isTiny() {
        return scale == Scale.TINY;
    }

    int pick(int tiny, int quick, int full) {
        return scale.pick(tiny, quick, full);
    }

    Duration length() {
        return length;
    }

    /** {@return the n-th stream of random numbers} */
    Rng rng(int n) {
        return new Rng((n + 1) * seed);
    }

    Blocks blocks(int places, Blocks.Check check) {
        return blocks(places, check, meter.tally());
    }

    Blocks blocks(int places, Blocks.Check check, Tally tally) {
        return new Blocks(subject, places, check, tally);
    }

    /** Starts the clocks; what was before is set-up. */
    void begin() {
        meter.restart();
        start = System.nanoTime();
    }

    /** Stops the clocks; what comes after is no measured work. */
    void end() {
        meter.sample();
        end = System.nanoTime();
    }

    void endIfNotYet() {
        if (end == 0) {
            end();
        }
    }

    /** {@return calls per second in the second half of the measured time} */
    double rate() {
        return meter.rate(start, end);
    }

    /** {@return whether the time is up, or something has failed} */
    boolean over() {
        return failed || elapsed() >= length.toNanos();
    }

    /** {@return whether this share of the time is up, or something has failed} */
    boolean over(double share) {
        return failed || elapsed() >= share * length.toNanos();
    }

    boolean hasFailed() {
        return failed;
    }

    /** {@return nanoseconds since the clocks were started} */
    long elapsed() {
        return System.nanoTime() - start;
    }

    /** {@return calls of the allocator since the clocks were started} */
    long calls() {
        return meter.calls();
    }

    /** Adds a line to the result. */
    synchronized void note(String format, Object... arguments) {
        notes.add(String.format(Locale.ROOT, format, arguments));
    }

    /** Says that the allocator did not do what the workload is there to show. */
    synchronized void fail(String format, Object... arguments) {
        failed = true;
        if (failures.size() < MOST_FAILURES) {
            failures.add(String.format(Locale.ROOT, format, arguments));
        }
    }

    /** As {@link #fail} if the condition does not hold. */
    void check(boolean condition, String format, Object... arguments) {
        if (!condition) {
            fail(format, arguments);
        }
    }

    void fail(Throwable thrown) {
        fail(
                "%s at %s",
                thrown, thrown.getStackTrace().length > 0 ? thrown.getStackTrace()[0] : "?");
    }

    synchronized List<String> notes() {
        return List.copyOf(notes);
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /** Runs tasks on threads of their own and waits for them. */
    void together(List<Task> tasks) throws InterruptedException {
        together(tasks, Thread.ofPlatform().name("worker-", 0).factory());
    }

    void together(List<Task> tasks, ThreadFactory factory) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (Task task : tasks) {
            Thread thread = factory.newThread(() -> guard(task));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Runs a task; what it throws is a failure of the trial. */
    void guard(Task task) {
        try {
            task.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }
}
