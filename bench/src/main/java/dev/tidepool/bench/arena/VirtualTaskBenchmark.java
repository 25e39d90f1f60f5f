// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

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
 * What does an arena cost that a virtual thread opens, yields inside, and closes; a thread for each
 * of {@value #TASKS} tasks, {@value #IN_FLIGHT} at a time? Times are per task; "none" only yields.
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
public class VirtualTaskBenchmark {

    static final int TASKS = 1000;
    static final int IN_FLIGHT = 64;

    @Param({"tidepool", "jdk", "none"})
    public String subject = "";

    @Param({"64", "1024"})
    public long size;

    @Param({"1", "10"})
    public int count;

    @Setup
    public void open() {
        Contestant.choose(subject);
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public VirtualRun wave(Blackhole hole) throws InterruptedException {
        Runnable task =
                Contestant.subject() instanceof LifetimeSubject<?> arenas
                        ? () -> arenas.yielding(size, count, hole)
                        : Thread::yield;
        return VirtualRun.of(TASKS, IN_FLIGHT, task);
    }
}
