// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What does it cost to get, touch and put back a buffer when sizes are as they occur, in random
 * order: for one thread, and for each of two?
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
public class HistogramBenchmark {

    @Param({
        "tidepool",
        "tidepoolHeap",
        "tidepoolDirect",
        "fresh",
        "freshHeap",
        "freshDirect",
        "constant",
        "threadLocalGrowing",
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

    @Setup
    public void open() {
        Contestant.choose(subject, 1);
    }

    @Benchmark
    public void pair(Draw draw, Blackhole hole) {
        use(draw.next(), hole);
    }

    @Benchmark
    @Threads(2)
    public void twoThreads(Draw draw, Blackhole hole) {
        use(draw.next(), hole);
    }

    private static void use(int size, Blackhole hole) {
        Object buffer = Contestant.subject().get(size);
        Contestant.subject().touch(buffer, size, hole);
        Contestant.subject().put(buffer);
    }
}
