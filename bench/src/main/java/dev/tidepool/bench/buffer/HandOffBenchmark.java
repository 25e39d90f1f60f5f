// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.Control;

/**
 * What does a buffer cost, of sizes as they occur, that one thread gets and another puts back,
 * passed on through a ring of {@value #RING}? A thread-local cache has no place here: it would make
 * every buffer anew and keep them all.
 */
@State(Scope.Group)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
public class HandOffBenchmark {

    private static final int RING = 128;
    private static final double GETS_PER_OPERATION = 0.5; // Both sides count operations.

    private final MessagePassingQueue<Object> ring = new SpscVarHandleArrayQueue<>(RING);

    @Param({
        "tidepool",
        "tidepoolHeap",
        "tidepoolDirect",
        "fresh",
        "freshHeap",
        "freshDirect",
        "constant",
        "concurrentQueues",
        "jetty",
        "jettyQuadratic",
        "nettyPooled",
        "nettyPooledCached",
        "nettyAdaptive",
        "nettyAdaptiveCached",
        "pageRecycler"
    })
    public String subject = "";

    @Setup
    public void open() {
        Contestant.choose(subject, GETS_PER_OPERATION);
    }

    @Benchmark
    @Group("handOff")
    @GroupThreads(1)
    public void getHere(Draw draw, Control control, Blackhole hole) {
        int size = draw.next();
        Object buffer = Contestant.subject().get(size);
        Contestant.subject().touch(buffer, size, hole);
        for (int tries = 0; !ring.offer(buffer); tries++) {
            if (control.stopMeasurement) {
                Contestant.subject().put(buffer);
                return;
            }
            Waiting.pause(tries);
        }
    }

    @Benchmark
    @Group("handOff")
    @GroupThreads(1)
    public void putThere(Control control) {
        Object buffer = Waiting.take(ring, control);
        if (buffer != null) {
            Contestant.subject().put(buffer);
        }
    }
}
