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

/**
 * What remains of a pool's use when each task has a platform thread of its own that makes a few
 * pairs and dies? The time is that of a thread's life; read the hit rate and what is retained.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Threads(1)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
public class ThreadChurnBenchmark {

    private static final int CAPACITY = 64;
    private static final int PAIRS = 16;

    @Param({
        "tidepool",
        "tidepoolEvict",
        "fresh",
        "threadLocalDeque",
        "concurrentLinkedQueue",
        "mpmc",
        "stormpotTryClaim",
        "jacksonDeque"
    })
    public String subject = "";

    @Setup
    public void open() {
        Contestant.choose(subject, CAPACITY, PAIRS);
    }

    @Benchmark
    public void life(Blackhole hole) throws InterruptedException {
        Thread thread = new Thread(() -> pairs(hole));
        thread.start();
        thread.join();
    }

    private static void pairs(Blackhole hole) {
        for (int i = 0; i < PAIRS; i++) {
            Object object = Contestant.subject().get();
            Contestant.subject().touch(object, hole);
            Contestant.subject().put(object);
        }
    }
}
