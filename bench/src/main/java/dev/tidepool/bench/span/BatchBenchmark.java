// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

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
 * What does a pair cost when a thread first allocates many blocks and then frees them all, in the
 * order of allocation or against it? Times are per pair; an invocation makes {@value #PAIRS} pairs.
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
public class BatchBenchmark {

    static final int PAIRS = 100_000;

    /** How many blocks of which size are held, and which of them is freed first. */
    public enum Shape {
        FIFO_1000_64(1000, 64, true),
        LIFO_1000_64(1000, 64, false),
        FIFO_1000_1024(1000, 1024, true),
        FIFO_100000_64(100_000, 64, true);

        final int blocks;
        final long size;
        final boolean fifo;

        Shape(int blocks, long size, boolean fifo) {
            this.blocks = blocks;
            this.size = size;
            this.fifo = fifo;
        }
    }

    @Param({
        "tidepool",
        "tidepoolThroughput",
        "tidepoolLowMemory",
        "tidepoolHardened",
        "tidepoolSegment",
        "tidepoolZeroed",
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

    @Param public Shape shape = Shape.FIFO_1000_64;

    private Store store = Store.ofAddresses(0);

    @Setup
    public void open() {
        Contestant.choose(allocator);
        store = Contestant.subject().store(shape.blocks);
    }

    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public void batch(Blackhole hole) {
        for (int done = 0; done < PAIRS; done += shape.blocks) {
            fill(store, shape.blocks, shape.size, hole);
            if (shape.fifo) {
                freeForwards(store, shape.blocks);
            } else {
                freeBackwards(store, shape.blocks);
            }
        }
    }

    private static void fill(Store store, int blocks, long size, Blackhole hole) {
        for (int i = 0; i < blocks; i++) {
            long address = Contestant.subject().allocate(store, i, size);
            hole.consume(Memory.touch(address));
        }
    }

    private static void freeForwards(Store store, int blocks) {
        for (int i = 0; i < blocks; i++) {
            Contestant.subject().free(store, i);
        }
    }

    private static void freeBackwards(Store store, int blocks) {
        for (int i = blocks - 1; i >= 0; i--) {
            Contestant.subject().free(store, i);
        }
    }
}
