// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

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

/** What does the pair cost on Netty's own thread type, without which its Recycler does not pool? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {
            "--sun-misc-unsafe-memory-access=allow",
            "-Djmh.executor=CUSTOM",
            "-Djmh.executor.class=dev.tidepool.bench.pool.FastThreadExecutor"
        })
public class PairFastThreadBenchmark {

    private static final int CAPACITY = 64;

    @Param({
        "tidepool",
        "threadLocalDeque",
        "nettyGuarded",
        "nettyUnguarded",
        "nettyPinned"
    })
    public String subject = "";

    @Setup
    public void open() {
        Contestant.choose(subject, CAPACITY, 1);
    }

    @Benchmark
    public void pair(Blackhole hole) {
        Object object = Contestant.subject().get();
        Contestant.subject().touch(object, hole);
        Contestant.subject().put(object);
    }
}
