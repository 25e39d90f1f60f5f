// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Does a pool in use survive 50 to 100 young collections a second? Read the hit rate; the profiler
 * "gc" counts the collections, and its bytes per operation are those of the storm here.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 3)
@Fork(
        value = 3,
        jvmArgsAppend = {"--sun-misc-unsafe-memory-access=allow", "-Xmx256m", "-Xmn8m"})
public class StormBenchmark {

    private static final int CAPACITY = 64;
    private static final int BURST_BYTES = 8 << 20; // The whole young generation.
    private static final int PIECE_BYTES = 64 << 10;
    private static final long PAUSE_MILLIS = 10;

    @Param({
        "tidepool",
        "tidepoolEvict",
        "tidepoolRestless",
        "threadLocalDeque",
        "mpmc",
        "jacksonThreadLocal"
    })
    public String subject = "";

    private final Thread storm = Thread.ofPlatform().daemon().name("storm").unstarted(this::blow);
    private volatile boolean calm;
    volatile byte @Nullable [] latest; // Keeps the compiler from removing the storm.

    @Setup
    public void open() {
        Contestant.choose(subject, CAPACITY, 1);
        storm.start();
    }

    @TearDown
    public void calmDown() throws InterruptedException {
        calm = true;
        storm.join();
    }

    private void blow() {
        try {
            while (!calm) {
                for (int bytes = 0; bytes < BURST_BYTES; bytes += PIECE_BYTES) {
                    latest = new byte[PIECE_BYTES];
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Benchmark
    public void pair(Blackhole hole) {
        Object object = Contestant.subject().get();
        Contestant.subject().touch(object, hole);
        Contestant.subject().put(object);
    }
}
