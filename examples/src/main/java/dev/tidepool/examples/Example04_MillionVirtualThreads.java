// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples;

import com.sun.management.ThreadMXBean;
import dev.tidepool.pool.Pool;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/**
 * A million virtual threads need a buffer each, but few at a time. A {@code ThreadLocal} makes a
 * million: every thread is new and finds its own empty. A pool makes about as many as are in use
 * at once, and keeps no more.
 *
 * <pre>
 * mvn -Pexample -Dmain=Example04_MillionVirtualThreads
 * </pre>
 */
public final class Example04_MillionVirtualThreads {

    private static final int BUFFER_BYTES = 8192;
    private static final int AT_ONCE = 64;

    private final LongAdder made = new LongAdder();
    private final ThreadLocal<byte[]> ofThread = ThreadLocal.withInitial(this::make);
    private final Pool<byte[]> pool = Pool.of(this::make);

    private Example04_MillionVirtualThreads() {}

    public static void main(String[] args) throws InterruptedException {
        run(System.out, 1_000_000);
    }

    private byte[] make() {
        made.increment();
        return new byte[BUFFER_BYTES];
    }

    // ---- the task, four times

    private void withNothing() {
        Thread.yield();
    }

    private void withNew() {
        use(make());
    }

    private void withThreadLocal() {
        use(ofThread.get());
    }

    private void withPool() {
        byte[] buffer = pool.get();
        use(buffer);
        pool.put(buffer);
    }

    /** Others run meanwhile, perhaps on this thread's carrier. */
    private static void use(byte[] buffer) {
        buffer[0]++;
        Thread.yield();
        buffer[1]++;
    }

    // ---- what it shows

    static void run(PrintStream out, int threads) throws InterruptedException {
        Example04_MillionVirtualThreads tasks = new Example04_MillionVirtualThreads();
        out.printf("# %d virtual threads, up to %d at once, a buffer of %d B each%n%n",
                threads, AT_ONCE, BUFFER_BYTES);
        out.printf("%-16s %12s %16s%n", "buffers", "made", "B/thread");
        tasks.show(out, "none", tasks::withNothing, threads);
        tasks.show(out, "new", tasks::withNew, threads);
        tasks.show(out, "ThreadLocal", tasks::withThreadLocal, threads);
        tasks.show(out, "Pool", tasks::withPool, threads);
        out.printf("%n# the pool keeps %d%n", tasks.pool.stats().retained());
    }

    private void show(PrintStream out, String way, Runnable task, int threads)
            throws InterruptedException {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        made.reset();
        Semaphore places = new Semaphore(AT_ONCE);
        long before = bean.getTotalThreadAllocatedBytes();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < threads; i++) {
                places.acquire();
                executor.execute(
                        () -> {
                            task.run();
                            places.release();
                        });
            }
        }
        long bytes = bean.getTotalThreadAllocatedBytes() - before;
        out.printf("%-16s %12d %16d%n", way, made.sum(), bytes / threads);
    }
}
