// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Measures one driver in a child JVM and leaves a line for each interval in a file. */
public final class Probe {

    /** Long beside a look at the clock, short beside an interval. */
    private static final long BATCH_NANOS = 100_000;

    private static final int MOST_BATCH = 1 << 20;

    private static final ThreadMXBean THREADS =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Driver driver;
    private final int threads;
    private final long intervalNanos;

    private Probe(Driver driver, int threads, int millis) {
        this.driver = driver;
        this.threads = threads;
        this.intervalNanos = millis * 1_000_000L;
    }

    /** The arguments of the child: a file, then numbers. */
    static List<String> arguments(Path file, int threads, Settings settings) {
        return List.of(
                file.toString(),
                Integer.toString(threads),
                Integer.toString(settings.warmUps()),
                Integer.toString(settings.intervals()),
                Integer.toString(settings.millis()));
    }

    /** Called by the main method of a generated driver. */
    public static void run(Driver driver, String[] args) throws Exception {
        endWithParent();
        int warmUps = Integer.parseInt(args[2]);
        int intervals = Integer.parseInt(args[3]);
        Probe probe =
                new Probe(driver, Integer.parseInt(args[1]), Integer.parseInt(args[4]));
        Files.write(Path.of(args[0]), probe.measure(warmUps, intervals));
        // Whatever threads the class has started.
        Runtime.getRuntime().halt(0);
    }

    /** A child must not outlive an impatient user. */
    static void endWithParent() {
        ProcessHandle.current().parent().ifPresent(
                parent -> Thread.ofPlatform().daemon().start(() -> {
                    parent.onExit().join();
                    Runtime.getRuntime().halt(1);
                }));
    }

    private List<String> measure(int warmUps, int intervals)
            throws IOException, InterruptedException, ExecutionException {
        List<String> lines = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < warmUps + intervals; i++) {
                Interval interval = interval(executor);
                if (i >= warmUps) {
                    lines.add(interval.line());
                }
            }
        }
        return lines;
    }

    private Interval interval(ExecutorService executor)
            throws InterruptedException, ExecutionException {
        long collections = collections();
        long misses = driver.misses();
        double nanos = 0;
        double bytes = 0;
        double operations = 0;
        Callable<Part> task = this::part;
        for (Future<Part> part : executor.invokeAll(Collections.nCopies(threads, task))) {
            nanos += part.get().nanos();
            bytes += part.get().bytes();
            operations += part.get().operations();
        }
        return new Interval(
                nanos / operations,
                bytes / operations,
                (driver.misses() - misses) / operations,
                collections() - collections);
    }

    /** What one thread did in one interval. */
    private record Part(long nanos, long bytes, long operations) {}

    private Part part() {
        int batch = 1;
        long operations = 0;
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        long now = start;
        while (now - start < intervalNanos) {
            driver.run(batch);
            operations += batch;
            long before = now;
            now = System.nanoTime();
            if (now - before < BATCH_NANOS && batch < MOST_BATCH) {
                batch <<= 1;
            }
        }
        return new Part(
                now - start, THREADS.getCurrentThreadAllocatedBytes() - bytes, operations);
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                // Concurrent collectors count a cycle's pauses in a second bean.
                .filter(bean -> !bean.getName().endsWith("Pauses"))
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }
}
