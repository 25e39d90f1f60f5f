// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

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
 * What does it cost, with sizes as they occur, on Netty's own thread type, where its buffers are
 * cached by default?
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
            "--sun-misc-unsafe-memory-access=allow",
            "-Djmh.executor=CUSTOM",
            "-Djmh.executor.class=dev.tidepool.bench.pool.FastThreadExecutor"
        })
public class HistogramFastThreadBenchmark {

    @Param({"tidepool", "tidepoolHeap", "nettyPooled", "nettyAdaptive"})
    public String subject = "";

    @Setup
    public void open() {
        Contestant.choose(subject, 1);
    }

    @Benchmark
    public void pair(Draw draw, Blackhole hole) {
        int size = draw.next();
        Object buffer = Contestant.subject().get(size);
        Contestant.subject().touch(buffer, size, hole);
        Contestant.subject().put(buffer);
    }
}
