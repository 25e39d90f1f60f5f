// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.bench.Waiting;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.Control;

/**
 * What does a block cost that one thread allocates and another frees, {@value #BATCH} at a time
 * with at most {@value #IN_FLIGHT} batches under way? Times are per block and side.
 */
@State(Scope.Group)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"
        })
public class HandOffBenchmark {

    static final int BATCH = 256;
    static final int IN_FLIGHT = 16;

    private final MessagePassingQueue<Store> full = new SpscVarHandleArrayQueue<>(IN_FLIGHT);
    private final MessagePassingQueue<Store> empty = new SpscVarHandleArrayQueue<>(IN_FLIGHT);

    @Param({
        "tidepool",
        "tidepoolThroughput",
        "tidepoolLowMemory",
        "tidepoolHardened",
        "tidepoolSegment",
        "glibc",
        "mimalloc",
        "jemalloc",
        "tcmalloc",
        "nettyPooled",
        "nettyPooledCached",
        "nettyAdaptive",
        "nettyAdaptiveCached"
    })
    public String allocator = "";

    @Param({"64", "1024"})
    public long size;

    @Setup
    public void open() {
        Contestant.choose(allocator);
        for (int i = 0; i < IN_FLIGHT; i++) {
            empty.offer(Contestant.subject().store(BATCH));
        }
    }

    @Benchmark
    @Group("handOff")
    @GroupThreads(1)
    @OperationsPerInvocation(BATCH)
    public void allocateHere(Control control, Blackhole hole) {
        Store batch = Waiting.take(empty, control);
        if (batch == null) {
            return;
        }
        for (int i = 0; i < BATCH; i++) {
            long address = Contestant.subject().allocate(batch, i, size);
            hole.consume(Memory.touch(address));
        }
        full.offer(batch);
    }

    @Benchmark
    @Group("handOff")
    @GroupThreads(1)
    @OperationsPerInvocation(BATCH)
    public void freeThere(Control control) {
        Store batch = Waiting.take(full, control);
        if (batch == null) {
            return;
        }
        for (int i = 0; i < BATCH; i++) {
            Contestant.subject().free(batch, i);
        }
        empty.offer(batch);
    }
}
