// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.bounded;

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
 * What does a claim and its close cost each of two threads, with {@value #CAPACITY} objects, so
 * that nobody has to wait for one?
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(2)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
public class PairTwoThreadsBenchmark {

    static final int CAPACITY = 16;

    @Param({
        "tidepool",
        "tidepoolTryClaim",
        "stormpot",
        "stormpotTryClaim",
        "commonsPool2",
        "vibur",
        "viburTryTake",
        "hikariBag",
        "arrayBlockingQueue",
        "semaphoreAndQueue"
    })
    public String subject = "";

    @Setup
    public void open() {
        Contestant.choose(subject, CAPACITY);
    }

    @Benchmark
    public void pair(Blackhole hole) throws InterruptedException {
        Object handle = Contestant.claim();
        Contestant.touch(handle, hole);
        Contestant.release(handle);
    }
}
