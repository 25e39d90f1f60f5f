// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

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
import org.openjdk.jmh.infra.Control;

/**
 * What does memory cost that one thread opens and another ends, {@value #BATCH} pieces at a time
 * with at most {@value #IN_FLIGHT} batches under way? Times are per piece and side.
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
public class LeaseHandOffBenchmark {

    static final int BATCH = 64;
    static final int IN_FLIGHT = 16;

    private final MessagePassingQueue<Object[]> full = new SpscVarHandleArrayQueue<>(IN_FLIGHT);
    private final MessagePassingQueue<Object[]> empty = new SpscVarHandleArrayQueue<>(IN_FLIGHT);

    @Param({"tidepoolLease", "tidepoolShared", "jdkShared", "jdkAuto"})
    public String subject = "";

    @Param({"64", "4096"})
    public long size;

    @Setup
    public void open() {
        Contestant.choose(subject);
        for (int i = 0; i < IN_FLIGHT; i++) {
            empty.offer(new Object[BATCH]);
        }
    }

    /** A constant, as the contestant is. */
    @SuppressWarnings("unchecked") // A subject ends what it sent, nothing else.
    private static TravelSubject<Object> subject() {
        return (TravelSubject<Object>) Contestant.subject();
    }

    @Benchmark
    @Group("handOff")
    @GroupThreads(1)
    @OperationsPerInvocation(BATCH)
    public void openHere(Control control) {
        Object[] batch = Waiting.take(empty, control);
        if (batch == null) {
            return;
        }
        for (int i = 0; i < BATCH; i++) {
            batch[i] = subject().send(size);
        }
        full.offer(batch);
    }

    @Benchmark
    @Group("handOff")
    @GroupThreads(1)
    @OperationsPerInvocation(BATCH)
    public void endThere(Control control) {
        Object[] batch = Waiting.take(full, control);
        if (batch == null) {
            return;
        }
        for (int i = 0; i < BATCH; i++) {
            subject().end(batch[i]);
        }
        empty.offer(batch);
    }
}
