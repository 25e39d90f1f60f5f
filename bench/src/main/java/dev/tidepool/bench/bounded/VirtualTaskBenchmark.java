// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.bounded;

import dev.tidepool.bench.VirtualRun;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
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
 * What does an object cost that a virtual thread claims, yields with, and closes, when a thread for
 * each of {@value #TASKS} tasks is started at once and there are {@value #CAPACITY} objects? Times
 * are per task; "constant" only yields.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
public class VirtualTaskBenchmark {

    static final int TASKS = 2000;
    static final int CAPACITY = 50;

    @Param({
        "tidepool",
        "stormpot",
        "stormpotVirtualTap",
        "commonsPool2",
        "vibur",
        "hikariBag",
        "arrayBlockingQueue",
        "semaphoreAndQueue",
        "constant"
    })
    public String subject = "";

    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    @Setup
    public void open() {
        Contestant.choose(subject, CAPACITY);
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public VirtualRun wave(Blackhole hole) throws InterruptedException {
        VirtualRun run = VirtualRun.of(TASKS, TASKS, () -> task(hole));
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("a task failed", failed);
        }
        return run;
    }

    /** A task that fails must end nevertheless, or the wave would not. */
    @SuppressWarnings("ThreadPriorityCheck") // The yield is the workload.
    private void task(Blackhole hole) {
        try {
            Object handle = Contestant.claim();
            Contestant.touch(handle, hole);
            Thread.yield();
            Contestant.release(handle);
        } catch (InterruptedException | IllegalStateException e) {
            failure.compareAndSet(null, e);
        }
    }
}
