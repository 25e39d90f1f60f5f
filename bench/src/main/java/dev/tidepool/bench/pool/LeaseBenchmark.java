// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import dev.tidepool.pool.Lease;
import dev.tidepool.pool.Pool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What does a lease in a try statement cost over get and put in a finally block, and does it stay
 * off the heap? Written out by hand on a constant pool, as users write it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
public class LeaseBenchmark {

    private static final LongAdder MAKES = new LongAdder();
    private static final Pool<Payload> PLAIN = Pool.of(LeaseBenchmark::make);
    private static final Pool<Payload> EVICTING =
            Pool.<Payload>builder(LeaseBenchmark::make).onEvict(p -> p.touched = -1).build();

    private static Payload make() {
        MAKES.increment();
        return new Payload();
    }

    @Setup
    public void watch() {
        PoolProfiler.watch(
                MAKES::sum, () -> PLAIN.stats().retained() + EVICTING.stats().retained(), 1);
    }

    @Benchmark
    public void pair(Blackhole hole) {
        Payload payload = PLAIN.get();
        try {
            use(payload, hole);
        } finally {
            PLAIN.put(payload);
        }
    }

    @Benchmark
    public void lease(Blackhole hole) {
        try (Lease<Payload> lease = PLAIN.lease()) {
            use(lease.get(), hole);
        }
    }

    @Benchmark
    public void pairEvicting(Blackhole hole) {
        Payload payload = EVICTING.get();
        try {
            use(payload, hole);
        } finally {
            EVICTING.put(payload);
        }
    }

    @Benchmark
    public void leaseEvicting(Blackhole hole) {
        try (Lease<Payload> lease = EVICTING.lease()) {
            use(lease.get(), hole);
        }
    }

    private static void use(Payload payload, Blackhole hole) {
        payload.touched++;
        hole.consume(payload);
    }
}
