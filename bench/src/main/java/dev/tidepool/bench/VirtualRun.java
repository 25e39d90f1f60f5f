// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Time and memory of one run of virtual threads, per task.
 *
 * @param nanos wall time from the first start to the last end
 * @param bytes what all threads of the process allocated
 */
public record VirtualRun(double nanos, double bytes) {

    private static final ThreadMXBean THREADS =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Runs the work on so many threads; each one that ends starts the next. */
    public static VirtualRun of(int tasks, int inFlight, Runnable work)
            throws InterruptedException {
        int first = Math.min(tasks, inFlight);
        Task task = new Task(work, new AtomicInteger(tasks - first), new CountDownLatch(tasks));
        long bytes = THREADS.getTotalThreadAllocatedBytes();
        long start = System.nanoTime();
        for (int i = 0; i < first; i++) {
            Thread.startVirtualThread(task);
        }
        task.running.await();
        double nanos = System.nanoTime() - start;
        return new VirtualRun(
                nanos / tasks, (double) (THREADS.getTotalThreadAllocatedBytes() - bytes) / tasks);
    }

    private record Task(Runnable work, AtomicInteger toStart, CountDownLatch running)
            implements Runnable {

        @Override
        public void run() {
            work.run();
            if (toStart.getAndDecrement() > 0) {
                Thread.startVirtualThread(this);
            }
            running.countDown();
        }
    }
}
