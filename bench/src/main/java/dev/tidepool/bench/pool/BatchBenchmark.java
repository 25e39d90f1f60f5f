// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

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
 * What does a pair cost when a thread first takes many objects and then returns them all? Times are
 * per pair; an invocation makes as many rounds as it takes for {@value #PAIRS} pairs. Without the
 * subjects that lend one object twice when uses nest.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
public class BatchBenchmark {

    private static final int PAIRS = 1000;
    private static final int CAPACITY = 2048; // Two threads with all their objects returned.

    @Param({
        "tidepool",
        "tidepoolEvict",
        "fresh",
        "threadLocalDeque",
        "concurrentLinkedQueue",
        "arrayBlockingQueue",
        "mpmc",
        "mpmcVarHandle",
        "nettyGuarded",
        "nettyPinned",
        "commonsPool2",
        "jacksonDeque",
        "jacksonBounded"
    })
    public String subject = "";

    @Param({"1", "10", "100", "1000"})
    public int batch;

    /** What a thread holds between its gets and its puts. */
    @State(Scope.Thread)
    public static class Held {
        Object[] objects = new Object[PAIRS];
    }

    @Setup
    public void open() {
        Contestant.choose(subject, CAPACITY, 1);
    }

    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public void batch(Held held, Blackhole hole) {
        for (int done = 0; done < PAIRS; done += batch) {
            round(held.objects, batch, hole);
        }
    }

    private static void round(Object[] held, int batch, Blackhole hole) {
        for (int i = 0; i < batch; i++) {
            Object object = Contestant.subject().get();
            Contestant.subject().touch(object, hole);
            held[i] = object;
        }
        for (int i = 0; i < batch; i++) {
            Contestant.subject().put(held[i]);
        }
    }
}
