// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** A new virtual thread for each chunk, as many at once as there are meters. */
final class VirtualCrew implements Crew {

    private final int limit;
    /** Whoever holds a meter may run: this bounds open files and buffers too. */
    private final BlockingQueue<Meter> idle;

    VirtualCrew(int limit) {
        this.limit = limit;
        idle = new ArrayBlockingQueue<>(limit);
        for (int i = 0; i < limit; i++) {
            idle.add(new Meter());
        }
    }

    @Override
    public Work work(Trial trial, BooleanSupplier stop, Runnable heartbeat)
            throws ReportFailure, InterruptedException {
        Failure failure = new Failure();
        long before = Allocated.byProcess();
        long start = System.nanoTime();
        while (!stop.getAsBoolean() && !failure.isSet()) {
            Meter meter = idle.take();
            Thread.startVirtualThread(() -> {
                try {
                    trial.shipNext(meter);
                } catch (Throwable e) {
                    failure.set(e);
                } finally {
                    idle.add(meter);
                }
            });
            heartbeat.run();
        }
        List<Meter> meters = awaitAll();
        long nanos = System.nanoTime() - start;
        long allocated = Allocated.byProcess() - before;
        Meter shipped = Meter.drain(meters);
        idle.addAll(meters);
        failure.rethrow();
        return new Work(nanos, Allocated.isKnown() ? allocated : -1, shipped);
    }

    private List<Meter> awaitAll() throws InterruptedException {
        List<Meter> meters = new ArrayList<>(limit);
        while (meters.size() < limit) {
            meters.add(idle.take());
        }
        return meters;
    }

    /** Nothing: no virtual thread outlives its chunk. */
    @Override
    public long sumOverWorkers(LongSupplier count) {
        return 0;
    }

    @Override
    public String describe() {
        return "a virtual thread per chunk, at most " + limit + " at once";
    }

    @Override
    public String allocatedBy() {
        return "the whole process (ThreadMXBean counts no virtual thread by itself)";
    }

    @Override
    public void close() {}
}
