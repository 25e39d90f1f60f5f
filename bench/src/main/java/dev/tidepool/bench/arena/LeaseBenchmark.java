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
 * What does memory for all threads cost, from the lease to the close? A lease's scope ends a little
 * later, on a thread of the pool, whose time is not in the figure but is taken from the processors;
 * that of "jdkAuto" when the collector comes. Where leases are refused because too much memory
 * waits for the end of its scope, the waiting is in the figure, and the errors are in the garbage.
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
public class LeaseBenchmark {

    @Param({
        "tidepoolLease",
        "jdkShared",
        "jdkAuto"
    })
    public String subject = "";

    @Param({"64", "4096", "65536"})
    public long size;

    @Param({"1"})
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
