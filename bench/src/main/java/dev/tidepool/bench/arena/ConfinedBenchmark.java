// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

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
 * What does a lifetime of one thread cost, from the first block to the end of the last? The blocks
 * are zeroed, but for "Uninitialized", malloc and Netty. Only arenas refuse access after the end.
 */
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
public class ConfinedBenchmark {

    @Param({
        "tidepool",
        "tidepoolUninitialized",
        "tidepoolWiping",
        "jdk",
        "jdkSlicing",
        "malloc",
        "calloc",
        "nettyPooledCached"
    })
    public String subject = "";

    @Param({"16", "64", "100", "256", "1024", "4096", "16384", "65536", "1048576"})
    public long size;

    @Param({"1", "10", "100"})
    public int count;

    @Setup
    public void open() {
        Contestant.choose(subject);
    }

    @Benchmark
    public void inlined(Blackhole hole) {
        Contestant.subject().inlined(size, count, hole);
    }

    @Benchmark
    public void escaping(Blackhole hole) {
        Contestant.subject().escaping(size, count, hole);
    }
}
