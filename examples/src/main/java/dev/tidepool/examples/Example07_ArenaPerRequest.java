// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples;

import dev.tidepool.arena.ArenaPool;
import dev.tidepool.arena.PooledArena;
import dev.tidepool.spanalloc.SpanAllocator;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * An arena for each request, and a child of it for each step: a request of a thousand steps holds
 * no more than its largest step needs, a hundred thousand requests no more than one. What a step
 * used is refused after it, although the same bytes serve the next step.
 *
 * <pre>
 * mvn -Pexample -Dmain=Example07_ArenaPerRequest
 * </pre>
 */
public final class Example07_ArenaPerRequest {

    private static final long LEAST_SCRATCH = 100;
    private static final long MORE_SCRATCH = 700;
    private static final int STEPS = 50;

    private final SpanAllocator allocator = SpanAllocator.create();
    private final ArenaPool pool = ArenaPool.builder().allocator(allocator).build();
    /** The most that was held at the end of a step. */
    private long mostHeld;

    private Example07_ArenaPerRequest() {}

    public static void main(String[] args) {
        run(System.out, 100_000);
    }

    // ---- a server's work

    /** Serves a request: its answer lives as long as it, the scratch memory of a step does not. */
    private long serve(int request, int steps, boolean watch) {
        try (PooledArena arena = pool.confined()) {
            MemorySegment answer = arena.allocate(ValueLayout.JAVA_LONG);
            for (int step = 0; step < steps; step++) {
                try (PooledArena scratch = arena.child()) {
                    work(scratch, request + step, answer);
                    watch(watch);
                }
            }
            return answer.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /** The wrong way, to compare: every step's memory lives until the end of the request. */
    private long serveWithoutChildren(int request, int steps, boolean watch) {
        try (PooledArena arena = pool.confined()) {
            MemorySegment answer = arena.allocate(ValueLayout.JAVA_LONG);
            for (int step = 0; step < steps; step++) {
                work(arena, request + step, answer);
                watch(watch);
            }
            return answer.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    private static void work(PooledArena arena, int number, MemorySegment answer) {
        MemorySegment scratch = arena.allocate(LEAST_SCRATCH + number * 31L % MORE_SCRATCH);
        scratch.fill((byte) number);
        long sum = answer.get(ValueLayout.JAVA_LONG, 0);
        answer.set(ValueLayout.JAVA_LONG, 0, sum + scratch.get(ValueLayout.JAVA_BYTE, 0));
    }

    private void watch(boolean watch) {
        if (watch) {
            mostHeld = Math.max(mostHeld, pool.stats().heldBytes());
        }
    }

    // ---- what it shows

    static void run(PrintStream out, int requests) {
        Example07_ArenaPerRequest server = new Example07_ArenaPerRequest();
        server.showSteps(out);
        server.showRequests(out, requests);
        server.showRefusal(out);
        server.pool.close();
        server.allocator.close();
    }

    private void showSteps(PrintStream out) {
        out.printf("# one request, kB held at most%n%n");
        out.printf("%10s %18s %18s%n", "steps", "a child per step", "no children");
        for (int steps = 10; steps <= 10_000; steps *= 10) {
            mostHeld = 0;
            long sum = serve(0, steps, true);
            long withChildren = mostHeld;
            mostHeld = 0;
            if (serveWithoutChildren(0, steps, true) != sum) {
                throw new AssertionError("the ways do not agree");
            }
            out.printf("%10d %18d %18d%n", steps, withChildren >> 10, mostHeld >> 10);
        }
    }

    private void showRequests(PrintStream out, int requests) {
        out.printf("%n# requests of %d steps, kB of memory that the allocator keeps%n%n", STEPS);
        out.printf("%10s %18s %18s%n", "requests", "in use", "resident");
        int served = 0;
        for (int next = requests / 1000; next <= requests; next *= 10) {
            for (; served < next; served++) {
                serve(served, STEPS, false);
            }
            out.printf("%10d %18d %18d%n",
                    served, pool.stats().heldBytes() >> 10, allocator.stats().resident() >> 10);
        }
    }

    private void showRefusal(PrintStream out) {
        try (PooledArena arena = pool.confined()) {
            MemorySegment stale;
            try (PooledArena step = arena.child()) {
                stale = step.allocate(LEAST_SCRATCH);
            }
            try (PooledArena step = arena.child()) {
                MemorySegment fresh = step.allocate(LEAST_SCRATCH);
                out.printf("%n# the next step works in the same place: %b%n",
                        fresh.address() == stale.address());
                out.printf("# access to what the step before left there: %s%n",
                        refusal(stale));
            }
        }
    }

    private static String refusal(MemorySegment stale) {
        try {
            return "granted, " + stale.get(ValueLayout.JAVA_BYTE, 0);
        } catch (IllegalStateException e) {
            return "refused, " + e.getMessage();
        }
    }
}
