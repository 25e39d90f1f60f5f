// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What nobody closed comes back once nobody can reach it, and not before. */
@ExtendWith(RefusedMemory.class)
@Timeout(120)
class LeakTest {
    private static final int SIZE = 1000;

    private final SpanAllocator allocator =
            SpanAllocator.builder().backgroundScavenger(false).build();
    private final ArenaPool pool = ArenaPool.builder().allocator(allocator).build();

    /** What is dropped. */
    private enum Lifetime {
        CONFINED, SHARED, CONFINED_CHILD, SHARED_CHILD, LEASE;

        /** The thing itself and a segment of it. */
        Object[] open(ArenaPool pool) {
            if (this == LEASE) {
                SharedLease lease = pool.lease(SIZE, 8);
                return new Object[] {lease, lease.segment()};
            }
            PooledArena arena =
                    this == CONFINED || this == CONFINED_CHILD ? pool.confined() : pool.shared();
            if (this == CONFINED_CHILD || this == SHARED_CHILD) {
                arena.allocate(100, 8);
                arena = arena.child();
            }
            return new Object[] {arena, arena.allocate(SIZE, 8)};
        }

        int arenas() {
            return this == LEASE ? 0 : this == CONFINED || this == SHARED ? 1 : 2;
        }
    }

    /** What is kept of it. */
    private enum Kept {
        ITSELF(opened -> opened[0]),
        SEGMENT(opened -> opened[1]),
        SLICE(opened -> ((MemorySegment) opened[1]).asSlice(10, 20)),
        READ_ONLY(opened -> ((MemorySegment) opened[1]).asReadOnly()),
        BUFFER(opened -> ((MemorySegment) opened[1]).asByteBuffer().slice(10, 20)),
        SCOPE(opened -> ((MemorySegment) opened[1]).scope());

        private final Function<Object[], Object> keeper;

        Kept(Function<Object[], Object> keeper) {
            this.keeper = keeper;
        }

        Object of(Object[] opened) {
            return keeper.apply(opened);
        }
    }

    @AfterEach
    void everythingComesBack() {
        Collector.until("not all came back", () -> {
            pool.flush();
            ArenaStats stats = pool.stats();
            return stats.open() == 0 && stats.leasesOpen() == 0 && stats.limboBytes() == 0
                    && allocator.stats().liveBlocks() == 0;
        });
        Books.assertNothingOpen(pool);
        pool.close();
        allocator.close();
    }

    private Object keptOf(Lifetime lifetime, Kept kept) {
        Object[] opened = lifetime.open(pool);
        ((MemorySegment) opened[1]).fill((byte) 7);
        return kept.of(opened);
    }

    private static void assertReadable(Object kept) {
        switch (kept) {
            case MemorySegment segment -> assertEquals(7, segment.get(JAVA_BYTE, 3));
            case ByteBuffer buffer -> assertEquals(7, buffer.get(3));
            case SharedLease lease -> assertEquals(7, lease.segment().get(JAVA_BYTE, 3));
            case MemorySegment.Scope scope -> assertTrue(scope.isAlive());
            case PooledArena arena -> {
                assertTrue(arena.scope().isAlive());
                Segments.assertZero(arena.allocate(10, 1));
            }
            default -> throw new AssertionError(kept);
        }
    }

    private long reclaimed() {
        return pool.stats().reclaimed() + pool.stats().leasesReclaimed();
    }

    private void drive(Lifetime lifetime) {
        for (Kept kind : Kept.values()) {
            long before = reclaimed();
            Object kept = keptOf(lifetime, kind);
            Collector.thoroughly();
            if (lifetime != Lifetime.LEASE || kind == Kept.ITSELF) {
                // else the lease itself may be found, only its memory stays
                assertEquals(before, reclaimed(), () -> "reclaimed while there is " + kind);
            }
            assertReadable(kept);
            assertNobodyElseHas(kept);
            assertReadable(kept);
            Reference.reachabilityFence(kept);
            kept = null;
            int lost = Math.max(1, lifetime.arenas());
            Collector.until("lost for ever: " + kind, () -> {
                pool.flush();
                return reclaimed() == before + lost && pool.stats().limboBytes() == 0;
            });
        }
    }

    private void assertNobodyElseHas(Object kept) {
        if (kept instanceof MemorySegment segment) {
            for (int i = 0; i < 200; i++) {
                try (Arena arena = pool.confined()) {
                    MemorySegment other = Segments.dirty(arena.allocate(SIZE, 8));
                    assertTrue(!Segments.overlap(segment, other), "handed out again");
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Lifetime.class)
    void nothingIsReclaimedWhileAViewLivesAndAllAfter(Lifetime lifetime) {
        drive(lifetime);
    }

    @ParameterizedTest
    @EnumSource(value = Lifetime.class)
    void whatADeadThreadLeftIsReclaimedToo(Lifetime lifetime) throws Throwable {
        for (Elsewhere elsewhere : Elsewhere.values()) {
            long before = reclaimed();
            var kept = new AtomicReference<Object>();
            elsewhere.run(() -> {
                for (int i = 0; i < 100; i++) {
                    keptOf(lifetime, Kept.SLICE);
                }
                kept.set(keptOf(lifetime, Kept.BUFFER));
            });
            Collector.thoroughly();
            kept.set(null);
            int lost = 101 * Math.max(1, lifetime.arenas());
            Collector.until("what a dead thread had", () -> reclaimed() == before + lost);
        }
    }

    @ParameterizedTest
    @EnumSource(Lifetime.class)
    void manyThatLeakGiveTheirMemoryBack(Lifetime lifetime) {
        boolean shared = lifetime.name().startsWith("SHARED");
        int count = shared ? 4000 : 20_000;
        for (int i = 0; i < count; i++) {
            lifetime.open(pool);
        }
        long lost = (long) count * Math.max(1, lifetime.arenas());
        Collector.until("reclaimed " + pool.stats(), () -> {
            pool.flush();
            return reclaimed() == lost && allocator.stats().live() == 0;
        });
    }

    @Test
    void closedOnesAreNotReclaimed() {
        for (int i = 0; i < 500; i++) {
            pool.confined().close();
            try (Arena arena = pool.confined(); Arena shared = pool.shared();
                    SharedLease lease = pool.lease(10, 1)) {
                arena.allocate(100, 8);
                shared.allocate(100, 8);
                assertEquals(10, lease.segment().byteSize());
            }
        }
        Collector.thoroughly();
        ArenaStats stats = Books.assertNothingOpen(pool);
        assertEquals(0, stats.reclaimed());
        assertEquals(0, stats.leasesReclaimed());
        assertEquals(1500, stats.closed());
        assertEquals(500, stats.leasesClosed());
    }

    @Test
    void anOpenArenaKeepsFewOfTheLostOnesOfItsThread() {
        try (Arena longLived = pool.confined()) {
            MemorySegment own = Segments.stamp(longLived.allocate(100, 8), 1);
            for (int i = 0; i < 5000; i++) {
                Lifetime.CONFINED.open(pool);
            }
            Collector.until("kept by one that is open",
                    () -> pool.stats().reclaimed() >= 5000 - 64);
            Segments.assertStamped(own, 1);
        }
    }

    @Test
    void anOpenArenaKeepsNoneThatWasLostLongAfterIt() {
        try (Arena longLived = pool.confined()) {
            longLived.allocate(100, 8);
            for (int i = 0; i < 10_000; i++) {
                try (Arena arena = pool.confined()) {
                    arena.allocate(16, 8);
                }
            }
            Lifetime.CONFINED.open(pool);
            Collector.until("kept by one opened long before",
                    () -> pool.stats().reclaimed() == 1);
            assertEquals(1, pool.stats().open());
        }
    }

    @Test
    void aChildOutlivesItsParentsReachability() {
        useChildOfNobody();
        Collector.until("the parent", () -> pool.stats().reclaimed() == 1);
    }

    private void useChildOfNobody() {
        PooledArena child = childOfNobody();
        MemorySegment childs = Segments.stamp(child.allocate(100, 8), 1);
        Collector.thoroughly();
        MemorySegment more = Segments.stamp(child.allocate(200, 8), 2);
        for (int i = 0; i < 300; i++) {
            try (Arena arena = pool.confined()) {
                Segments.dirty(arena.allocate(3000, 8));
                Segments.dirty(arena.allocate(100, 8));
            }
        }
        Segments.assertStamped(childs, 1);
        Segments.assertStamped(more, 2);
        assertEquals(0, pool.stats().reclaimed());
        child.close();
    }

    private PooledArena childOfNobody() {
        PooledArena parent = pool.confined();
        Segments.dirty(parent.allocate(100, 8));
        return parent.child();
    }

    @Test
    void aLostLeaseKeepsNoneThatWasClosedBesideIt() {
        for (int i = 0; i < 300; i++) {
            SharedLease lease = pool.lease(SIZE, 8);
            if (i % 50 != 0) {
                lease.close();
            }
        }
        Collector.until("limbo", () -> pool.stats().limboBytes() == 0
                && pool.stats().leasesReclaimed() == 6);
        assertEquals(294, pool.stats().leasesClosed());
    }

    @Test
    void aClosedPoolEndsWhenItsLeaksWereFound() {
        SpanAllocator own = SpanAllocator.builder().backgroundScavenger(false).build();
        ArenaPool closed = ArenaPool.builder().allocator(own).build();
        for (int i = 0; i < 50; i++) {
            for (Lifetime lifetime : Lifetime.values()) {
                lifetime.open(closed);
            }
        }
        closed.close();
        assertTrue(closed.stats().open() + closed.stats().reclaimed() == 300);
        Collector.until("the end of the pool", () -> {
            try {
                own.close();
                return true;
            } catch (IllegalStateException e) {
                return false;
            }
        });
        assertEquals(300, Books.assertNothingOpen(closed).reclaimed());
    }

    /** Where the arena is dead to the compiler and only a segment is used. */
    @Test
    void nothingIsReclaimedUnderTheHandsOfAUser() throws Throwable {
        var done = new AtomicBoolean();
        Elsewhere.PLATFORM.together(3, thread -> {
            if (thread == 0) {
                try {
                    for (int i = 0; i < 4000; i++) {
                        useWhatIsDropped(i);
                    }
                } finally {
                    done.set(true);
                }
            } else {
                while (!done.get()) {
                    if (thread == 1) {
                        System.gc();
                    } else {
                        try (Arena arena = pool.confined(); Arena shared = pool.shared()) {
                            Segments.dirty(arena.allocate(200, 8));
                            Segments.dirty(shared.allocate(200, 8));
                        }
                    }
                }
            }
        });
    }

    private void useWhatIsDropped(int round) {
        MemorySegment segment = switch (round % 5) {
            case 0 -> pool.shared().allocate(200, 8);
            case 1 -> pool.confined().child().allocate(200, 8);
            case 2 -> pool.lease(200, 8).segment();
            default -> pool.confined().allocate(200, 8);
        };
        Segments.stamp(segment, round);
        for (int i = 0; i < 200; i++) {
            Segments.assertStamped(segment, round);
        }
    }

    @Test
    void closingWorksBesideTheReclaiming() throws Throwable {
        Elsewhere.PLATFORM.together(3, thread -> {
            List<Arena> open = new ArrayList<>();
            for (int i = 0; i < 3000; i++) {
                if (thread == 2) {
                    Lifetime.CONFINED.open(pool);
                } else {
                    open.add(pool.confined());
                    Segments.stamp(open.getLast().allocate(64, 8), i);
                    if (open.size() > 10) {
                        open.removeFirst().close();
                    }
                }
                if (i % 1000 == 0) {
                    System.gc();
                }
            }
            open.forEach(Arena::close);
        });
        Collector.until("reclaimed", () -> pool.stats().reclaimed() == 3000);
        assertEquals(6000, pool.stats().closed());
    }
}
