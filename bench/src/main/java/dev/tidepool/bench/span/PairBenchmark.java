// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

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

/** What does it cost one thread to allocate a block, touch it and free it at once? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"
        })
public class PairBenchmark {

    @Param({
        "tidepool",
        "tidepoolThroughput",
        "tidepoolLowMemory",
        "tidepoolHardened",
        "tidepoolDebug",
        "tidepoolSegment",
        "tidepoolZeroed",
        "glibc",
        "mimalloc",
        "jemalloc",
        "tcmalloc",
        "nettyPooled",
        "nettyPooledCached",
        "nettyAdaptive",
        "nettyAdaptiveCached",
        "arenaConfined",
        "arenaShared",
        "directBuffer"
    })
    public String allocator = "";

    @Param({"16", "64", "256", "1024", "4096", "16384", "32768", "65536", "1048576"})
    public long size;

    @Setup
    public void open() {
        Contestant.choose(allocator);
    }

    @Benchmark
    public void pair(Blackhole hole) {
        Contestant.subject().pair(size, hole);
    }
}
