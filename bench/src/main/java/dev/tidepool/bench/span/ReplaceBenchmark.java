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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What does it cost to free a block picked at random and to allocate one of random size in its
 * place? Places and sizes are drawn before, {@value #STEPS} of each, and used again and again.
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
public class ReplaceBenchmark {

    static final int STEPS = 1 << 16;
    private static final long SEED = 43;

    /** How many blocks are held, and of which sizes; the greatest is excluded. */
    public enum Shape {
        SMALL_1000(1000, 8, 1000),
        SMALL_100000(100_000, 8, 1000),
        LARGE_1000(1000, 1000, 32_768);

        final int places;
        final int least;
        final int most;

        Shape(int places, int least, int most) {
            this.places = places;
            this.least = least;
            this.most = most;
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

    @Param public Shape shape = Shape.SMALL_1000;

    private final int[] places = new int[STEPS];
    private final int[] sizes = new int[STEPS];
    private Store store = Store.ofAddresses(0);

    @Setup
    public void open() {
        Contestant.choose(allocator);
        Rng rng = new Rng(SEED);
        for (int i = 0; i < STEPS; i++) {
            places[i] = rng.below(shape.places);
            sizes[i] = rng.between(shape.least, shape.most - 1);
        }
        store = Contestant.subject().store(shape.places);
        for (int i = 0; i < shape.places; i++) {
            Contestant.subject().allocate(store, i, rng.between(shape.least, shape.most - 1));
        }
    }

    @TearDown
    public void free() {
        for (int i = 0; i < shape.places; i++) {
            Contestant.subject().free(store, i);
        }
    }

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public void replace(Blackhole hole) {
        for (int i = 0; i < STEPS; i++) {
            Contestant.subject().free(store, places[i]);
            long address = Contestant.subject().allocate(store, places[i], sizes[i]);
            hole.consume(Memory.touch(address));
        }
    }
}
