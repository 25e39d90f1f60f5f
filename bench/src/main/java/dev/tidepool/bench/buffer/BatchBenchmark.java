// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

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
 * What does a pair cost when a thread first takes {@value #BATCH} buffers, of sizes as they occur,
 * and then puts them all back? Times are per pair. Without the array per thread that nested uses
 * would share.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
public class BatchBenchmark {

    private static final int BATCH = 100;

    @Param({
        "tidepool",
        "tidepoolHeap",
        "tidepoolDirect",
        "fresh",
        "freshHeap",
        "freshDirect",
        "constant",
        "threadLocalDeques",
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

    /** What a thread holds between its gets and its puts. */
    @State(Scope.Thread)
    public static class Held {
        Object[] buffers = new Object[BATCH];
    }

    @Setup
    public void open() {
        Contestant.choose(subject, 1);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void batch(Draw draw, Held held, Blackhole hole) {
        for (int i = 0; i < BATCH; i++) {
            int size = draw.next();
            Object buffer = Contestant.subject().get(size);
            Contestant.subject().touch(buffer, size, hole);
            held.buffers[i] = buffer;
        }
        for (int i = 0; i < BATCH; i++) {
            Contestant.subject().put(held.buffers[i]);
        }
    }
}
