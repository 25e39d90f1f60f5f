// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Runs one workload in one variant and prints what it measured, for the parent to read. One thread
 * works; the other processors are the collector's.
 */
public final class Child {

    private static final ThreadMXBean THREADS =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** The timer of the system wakes that much too late; the rest is spun. */
    private static final long TIMER_NANOS = 80_000;
    /** Beyond this many times its length, a schedule that is not kept is given up. */
    private static final int PATIENCE = 3;

    private static final int STEADY_SLICES = 4;
    private static final int MOST_SLICES = 50;

    private final Workload workload;
    private final Task task;
    private final double seconds;
    private long sum;

    private Child(Workload workload, Variant variant, double seconds) {
        this.workload = workload;
        this.task = workload.task(variant);
        this.seconds = seconds;
    }

    /** Started by {@link Launcher}: workload, variant, seconds. */
    public static void main(String[] args) {
        Child child = new Child(Workload.valueOf(args[0]), Variant.valueOf(args[1]),
                Double.parseDouble(args[2]));
        System.out.print(child.run().toText());
    }

    private Measured run() {
        warmUp();
        double opsPerSecond = flatOut(nanos(seconds / 3));
        long requests = Math.max(1, (long) (workload.rate * seconds * 2 / 3));
        Histogram latency = new Histogram(TimeUnit.HOURS.toNanos(1), 3);
        sum = 0;
        Account collector = Account.ofCollector();
        Account own = Account.ofThisThread();
        long cpuNanos = SYSTEM.getProcessCpuTime();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        long done = paced(start, requests, latency);
        long end = System.nanoTime();
        long allBytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        long allCpu = SYSTEM.getProcessCpuTime() - cpuNanos;
        Account ownLater = Account.ofThisThread().since(own);
        Account collectorLater = Account.ofCollector().since(collector);
        return new Measured(opsPerSecond, (double) allBytes / (done * workload.ops), requests,
                done, sum, start, end, collectorLater.ranNanos(),
                ownLater.waitedNanos() + collectorLater.waitedNanos(), allCpu, heapAfter(),
                latency);
    }

    /** Until it gets no faster: on a busy machine the compiler takes its time. */
    private void warmUp() {
        double best = 0;
        int steady = 0;
        for (int i = 0; i < MOST_SLICES && steady < STEADY_SLICES; i++) {
            double speed = flatOut(nanos(seconds / 10));
            steady = speed > 1.1 * best ? 0 : steady + 1;
            best = Math.max(best, speed);
        }
    }

    /**
     * One request after the other; gives operations per second. Time in which the machine let this
     * thread wait for a processor does not count, time in which the collector did, does.
     */
    private double flatOut(long limitNanos) {
        Account before = Account.ofThisThread();
        long start = System.nanoTime();
        long requests = 0;
        long elapsed;
        do {
            sum += task.request(requests++);
            elapsed = System.nanoTime() - start;
        } while (elapsed < limitNanos);
        Account own = Account.ofThisThread().since(before);
        // A wait counts when it ends, so it may have begun before.
        long counted = Math.max(own.ranNanos(), elapsed - own.waitedNanos());
        return requests * workload.ops * 1e9 / counted;
    }

    /**
     * Requests arrive at fixed times, whatever became of those before. Latency counts from the time
     * of arrival, so a pause counts for all requests that it holds up.
     */
    private long paced(long start, long requests, Histogram latency) {
        long interval = TimeUnit.SECONDS.toNanos(1) / workload.rate;
        for (long i = 0; i < requests; i++) {
            long due = start + i * interval;
            await(due);
            sum += task.request(i);
            long now = System.nanoTime();
            latency.recordValue(Math.clamp(now - due, 0, latency.getHighestTrackableValue()));
            if (now - start > PATIENCE * requests * interval) {
                return i + 1;
            }
        }
        return requests;
    }

    private static void await(long due) {
        long left;
        while ((left = due - System.nanoTime()) > 0) {
            if (left > TIMER_NANOS) {
                LockSupport.parkNanos(left - TIMER_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** What the program still holds, its caches included. */
    private static long heapAfter() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long nanos(double time) {
        return (long) (time * 1e9);
    }
}
