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

/** What does it cost one thread to get, touch and put back a buffer of one size? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
public class PairBenchmark {

    /** "lucene" knows 32 KiB and no more, "pageRecycler" pools up to 16 KiB. */
    @Param({
        "tidepool",
        "tidepoolHeap",
        "tidepoolDirect",
        "tidepoolPool",
        "tidepoolPoolBounded",
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
        "lucene",
        "pageRecycler"
    })
    public String subject = "";

    @Param({"256", "1024", "4096", "32768", "65536", "1048576"})
    public int size;

    @Setup
    public void open() {
        Contestant.choose(subject, size, 1);
    }

    @Benchmark
    public void pair(Blackhole hole) {
        Object buffer = Contestant.subject().get(size);
        Contestant.subject().touch(buffer, size, hole);
        Contestant.subject().put(buffer);
    }
}
