// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import dev.tidepool.bench.Waiting;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.Control;

/**
 * What does a pool cost per object got by one thread and put back by another, when they are handed
 * over 64 at a time? As {@link HandOffBenchmark}, but the two threads meet once for 64 objects, so
 * that the pool is compared and not the ring between them: there, the faster the pool, the more
 * often both sides are at the same cell.
 */
@State(Scope.Group)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
public class ParcelBenchmark {

    private static final int PARCEL = 64;
    private static final int PARCELS = 2; // 128 objects under way, as in HandOffBenchmark
    private static final int CAPACITY = 512;
    private static final double GETS_PER_OPERATION = 0.5; // Both sides count operations.

    private final SpscVarHandleArrayQueue<Object[]> sent = new SpscVarHandleArrayQueue<>(4);
    private final SpscVarHandleArrayQueue<Object[]> empty = new SpscVarHandleArrayQueue<>(4);

    @Param({"tidepool", "tidepoolEvict", "constant", "fresh", "mpmc", "mpmcVarHandle"})
    public String subject = "";

    /** The parcel in one thread's hands, and how many objects it has dealt with. */
    @State(Scope.Thread)
    public static class Hands {
        private Object[] parcel = new Object[0];
        private int done;
    }

    @Setup
    public void open() {
        Contestant.choose(subject, CAPACITY, GETS_PER_OPERATION);
        for (int i = 0; i < PARCELS; i++) {
            empty.offer(new Object[PARCEL]);
        }
    }

    @Benchmark
    @Group("parcel")
    @GroupThreads(1)
    public void getHere(Hands mine, Control control, Blackhole hole) {
        if (mine.done == mine.parcel.length && !next(mine, empty, control)) {
            return;
        }
        Object object = Contestant.subject().get();
        Contestant.subject().touch(object, hole);
        mine.parcel[mine.done++] = object;
        if (mine.done == PARCEL) {
            sent.offer(mine.parcel);
        }
    }

    @Benchmark
    @Group("parcel")
    @GroupThreads(1)
    public void putThere(Hands mine, Control control) {
        if (mine.done == mine.parcel.length && !next(mine, sent, control)) {
            return;
        }
        Contestant.subject().put(mine.parcel[mine.done++]);
        if (mine.done == PARCEL) {
            empty.offer(mine.parcel);
        }
    }

    private static boolean next(
            Hands mine, SpscVarHandleArrayQueue<Object[]> from, Control control) {
        Object[] parcel = Waiting.take(from, control);
        if (parcel == null) {
            return false;
        }
        mine.parcel = parcel;
        mine.done = 0;
        return true;
    }
}
