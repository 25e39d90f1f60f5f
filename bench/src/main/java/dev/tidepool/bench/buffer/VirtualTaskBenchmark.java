// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import dev.tidepool.bench.VirtualRun;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What does a buffer cost that a virtual thread gets, yields with, and puts back, of sizes as they
 * occur; a thread for each of {@value #TASKS} tasks? Times are per task; "constant" only yields.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
public class VirtualTaskBenchmark {

    static final int TASKS = 10_000;

    @Param({
        "tidepool",
        "tidepoolHeap",
        "tidepoolDirect",
        "fresh",
        "constant",
        "concurrentQueues",
        "jetty",
        "jettyQuadratic",
        "nettyPooled",
        "nettyPooledCached",
        "nettyAdaptive",
        "nettyAdaptiveCached",
        "pageRecycler"
    })
    public String subject = "";

    /** As in a server under load, or all at once: then nearly every one holds a buffer. */
    @Param({"64", "10000"})
    public int inFlight;

    private int[] sizes = {};

    @Setup
    public void open() {
        Contestant.choose(subject, 1);
        sizes = Sizes.drawn(0);
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public VirtualRun wave(Blackhole hole) throws InterruptedException {
        return VirtualRun.of(TASKS, inFlight, () -> task(hole));
    }

    /** Threads are numbered as they are made, which draws a size for each without a counter. */
    @SuppressWarnings("ThreadPriorityCheck") // The yield is the workload.
    private void task(Blackhole hole) {
        int size = sizes[(int) Thread.currentThread().threadId() & Sizes.DRAWN - 1];
        Object buffer = Contestant.subject().get(size);
        Contestant.subject().touch(buffer, size, hole);
        Thread.yield();
        Contestant.subject().put(buffer);
    }
}
