// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.replace;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What a use of one side takes, in several rounds. */
final class Timing {

    private static final int CHUNK = 1000;
    private static final ThreadMXBean THREADS =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Side side;
    private final ThreadFactory factory;
    private final int threads;
    private final double[] nanos;
    private final double[] bytes;

    Timing(Side side, ThreadFactory factory, int threads, int rounds) {
        this.side = side;
        this.factory = factory;
        this.threads = threads;
        nanos = new double[rounds];
        bytes = new double[rounds];
    }

    /** Each thread uses the cache so often, all at the same time, and each looks at the clock. */
    void measure(int round, int chunks) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        LongAdder taken = new LongAdder();
        Crew crew = Crew.start(factory, threads, () -> {
            side.loop().run(CHUNK); // fills the thread's cache
            start.await(1, TimeUnit.MINUTES); // not for ever, should another have failed
            long before = THREADS.getCurrentThreadAllocatedBytes();
            long from = System.nanoTime();
            for (int chunk = 0; chunk < chunks; chunk++) {
                side.loop().run(CHUNK);
            }
            taken.add(System.nanoTime() - from);
            return THREADS.getCurrentThreadAllocatedBytes() - before;
        });
        double uses = (double) threads * chunks * CHUNK;
        bytes[round] = crew.sum() / uses;
        nanos[round] = taken.sum() / uses;
    }

    double medianNanos() {
        return median(nanos);
    }

    double medianBytes() {
        return median(bytes);
    }

    /** {@return the median of the second half of the rounds: the first warms up} */
    private static double median(double[] rounds) {
        double[] late = Arrays.copyOfRange(rounds, rounds.length / 2, rounds.length);
        Arrays.sort(late);
        return late[late.length / 2];
    }
}
