// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** A fixed number of platform threads, the same for all trials, so that their caches persist. */
final class PlatformCrew implements Crew {

    private static final long HEARTBEAT_MILLIS = 200;

    private final ExecutorService workers;
    private final List<Meter> meters;

    PlatformCrew(int threads) {
        workers = Executors.newFixedThreadPool(threads,
                Thread.ofPlatform().daemon().name("shipper-", 1).factory());
        meters = Stream.generate(Meter::new).limit(threads).toList();
    }

    @Override
    public Work work(Trial trial, BooleanSupplier stop, Runnable heartbeat)
            throws ReportFailure, InterruptedException {
        Failure failure = new Failure();
        LongAdder allocated = new LongAdder();
        CountDownLatch busy = new CountDownLatch(meters.size());
        long start = System.nanoTime();
        for (Meter meter : meters) {
            workers.execute(() -> {
                long before = Allocated.byThisThread();
                try {
                    while (!stop.getAsBoolean() && !failure.isSet()) {
                        trial.shipNext(meter);
                    }
                } catch (Throwable e) {
                    failure.set(e);
                } finally {
                    allocated.add(Allocated.byThisThread() - before);
                    busy.countDown();
                }
            });
        }
        while (!busy.await(HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS)) {
            heartbeat.run();
        }
        long nanos = System.nanoTime() - start;
        failure.rethrow();
        return new Work(nanos, Allocated.isKnown() ? allocated.sum() : -1, Meter.drain(meters));
    }

    @Override
    public long sumOverWorkers(LongSupplier count) throws InterruptedException {
        LongAdder sum = new LongAdder();
        CountDownLatch busy = new CountDownLatch(meters.size());
        for (int i = 0; i < meters.size(); i++) {
            workers.execute(() -> {
                sum.add(count.getAsLong());
                busy.countDown();
                // No worker gets a second turn before each has had its first.
                awaitQuietly(busy);
            });
        }
        busy.await();
        return sum.sum();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String describe() {
        return Text.count(meters.size(), "platform thread");
    }

    @Override
    public String allocatedBy() {
        return "the worker threads (ThreadMXBean, per thread)";
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
