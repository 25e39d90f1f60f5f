// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import dev.tidepool.faults.Edge;
import dev.tidepool.faults.HeapEdge;
import dev.tidepool.faults.NoEdge;
import dev.tidepool.faults.StackEdge;
import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A program in which stack or heap runs out inside each operation of a pool of arenas, at each
 * place where it can. What the operation was about may be lost, and count as open for good, but
 * what other arenas hold is not touched or handed out again, and all that follows works.
 */
public final class ArenaEdges {

    /** What is called at the edge. */
    private enum Call {
        CONFINED, SHARED, CHILD, LEASE, ALLOCATE, ALLOCATE_SHARED, LARGE, CLOSE, CLOSE_SHARED,
        CLOSE_LEASE, CLOSE_POOL
    }

    /** How often the janitor, and the collector, are waited for 10 ms. */
    private static final int PATIENCE = 1000;

    private static final int LESS_PATIENCE = 20;

    private record Held(MemorySegment segment, byte stamp) {
        void check() {
            for (long i = 0; i < segment.byteSize(); i += 61) {
                require(segment.get(ValueLayout.JAVA_BYTE, i) == stamp, "overwritten");
            }
        }
    }

    private final SpanAllocator allocator =
            SpanAllocator.builder().backgroundScavenger(false).build();
    private final ArenaPool pool = ArenaPool.builder().allocator(allocator).build();
    private PooledArena confined = pool.confined();
    private PooledArena shared = pool.shared();
    private PooledArena other = pool.confined();
    private SharedLease lease = pool.lease(500, 8);
    private final List<Held> held = new ArrayList<>();
    private AutoCloseable opened;
    private MemorySegment got;

    private ArenaEdges() {
        stamp(other.allocate(300, 8));
        stamp(other.allocate(40_000, 8));
        confined.allocate(200, 8).fill((byte) -1);
        shared.allocate(200, 8).fill((byte) -1);
    }

    private static void require(boolean holds, Object what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private void stamp(MemorySegment segment) {
        for (long i = 0; i < segment.byteSize(); i++) {
            require(segment.get(ValueLayout.JAVA_BYTE, i) == 0, "not zero");
        }
        segment.fill((byte) (held.size() + 1));
        held.add(new Held(segment, (byte) (held.size() + 1)));
    }

    private void call(Call call) {
        switch (call) {
            case CONFINED -> opened = pool.confined();
            case SHARED -> opened = pool.shared();
            case CHILD -> opened = other.child();
            case LEASE -> opened = pool.lease(3000, 8);
            case ALLOCATE -> got = other.allocate(20_000, 8);
            case ALLOCATE_SHARED -> got = shared.allocate(20_000, 8);
            case LARGE -> got = other.allocate(200_000, 8);
            case CLOSE -> confined.close();
            case CLOSE_SHARED -> shared.close();
            case CLOSE_LEASE -> lease.close();
            case CLOSE_POOL -> pool.close();
        }
    }

    private boolean isStruck(Call call, Edge edge) throws Exception {
        Throwable thrown = edge.run(() -> call(call));
        require(thrown == null || edge.explains(thrown), thrown);
        if (got != null) {
            stamp(got);
        }
        if (opened instanceof PooledArena arena) {
            stamp(arena.allocate(100, 8));
        }
        if (call != Call.CLOSE_POOL) {
            useOther();
        }
        held.forEach(Held::check);
        end(thrown != null);
        return thrown != null;
    }

    /** All kinds of memory can be had, and are nobody else's. */
    private void useOther() {
        for (int i = 0; i < 4; i++) {
            try (PooledArena one = i % 2 == 0 ? pool.confined() : pool.shared();
                    PooledArena child = one.child();
                    SharedLease leased = pool.lease(700, 8)) {
                one.allocate(1000, 8).fill((byte) 99);
                child.allocate(9000, 8).fill((byte) 98);
                leased.segment().fill((byte) 97);
            }
        }
        stamp(other.allocate(600, 8));
    }

    private void end(boolean struck) throws Exception {
        if (opened != null) {
            opened.close();
        }
        other.close();
        closeAgain(confined);
        closeAgain(shared);
        lease.close();
        pool.close();
        MemorySegment outlives = allocator.allocate(8, 8);
        forget(); // an arena whose opening failed is for the collector to reclaim
        for (int i = 0; outlives.scope().isAlive(); i++) {
            try {
                allocator.close();
            } catch (IllegalStateException e) {
                require(e.getMessage().contains("still uses"), e);
                if (struck && i == LESS_PATIENCE) {
                    return; // what was struck is counted as open for good
                }
                require(i < PATIENCE, pool.stats());
                if (i % 10 == 0) {
                    System.gc();
                }
                Thread.sleep(10);
            }
        }
    }

    private void forget() {
        opened = null;
        confined = null;
        shared = null;
        other = null;
        lease = null;
        got = null;
        held.clear();
    }

    private static void closeAgain(PooledArena arena) {
        try {
            arena.close();
        } catch (IllegalStateException e) {
            require(!arena.scope().isAlive(), e);
        }
    }

    private static void sweep(Edge edge) {
        for (Call call : Call.values()) {
            if (call == Call.CLOSE_SHARED && edge instanceof StackEdge) {
                continue; // such a close may never be finished: see docs/known-issues.md
            }
            int struck;
            try {
                struck = edge.sweep(at -> trial(call, at));
            } catch (AssertionError e) {
                throw new AssertionError(call + " " + e.getMessage(), e);
            }
            System.out.println(call + " struck " + struck);
        }
    }

    private static boolean trial(Call call, Edge edge) {
        try {
            return new ArenaEdges().isStruck(call, edge);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Runs at the edge that is named. */
    public static void main(String[] edge) throws Throwable {
        for (Call call : Call.values()) {
            trial(call, new NoEdge()); // a class whose initializer fails stays unusable
        }
        if (edge[0].equals("stack")) {
            StackEdge.onSmallStack(() -> sweep(new StackEdge()));
        } else {
            sweep(new HeapEdge());
        }
        System.out.println("went well");
    }
}
