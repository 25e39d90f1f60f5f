// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool's options, its end, and whose memory it has. */
@ExtendWith(RefusedMemory.class)
@Timeout(60)
class ArenaPoolTest {

    private static SpanAllocator allocator() {
        return SpanAllocator.builder().backgroundScavenger(false).build();
    }

    @Test
    void badOptionsAreRefused() {
        ArenaPool.Builder builder = ArenaPool.builder();
        for (long bytes : new long[] {0, -1, Long.MIN_VALUE}) {
            assertThrows(IllegalArgumentException.class, () -> builder.blockBytes(bytes));
        }
        for (long bytes : new long[] {-1, Long.MIN_VALUE}) {
            assertThrows(IllegalArgumentException.class, () -> builder.limboBytes(bytes));
        }
        assertThrows(NullPointerException.class, () -> builder.allocator(null));
        assertThrows(NullPointerException.class, () -> builder.zeroing(null));
        assertThrows(NullPointerException.class, () -> builder.name(null));
        assertThrows(NullPointerException.class, () -> builder.onLeak(null));
        try (ArenaPool pool = builder.build()) {
            assertEquals("arenas", pool.name());
        }
    }

    @Test
    void itsNameIsTold() {
        try (ArenaPool pool = ArenaPool.builder().name("estuary").build()) {
            assertEquals("estuary", pool.name());
            assertEquals("estuary", pool.stats().name());
            assertTrue(pool.stats().recycling());
        }
        try (ArenaPool pool = ArenaPool.builder().recycling(false).build()) {
            assertFalse(pool.stats().recycling());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 64, 4095, 4097, 1 << 16, 1 << 20, (1 << 20) + 1, 1 << 26})
    void everyBlockSizeWorks(long blockBytes) {
        try (SpanAllocator allocator = allocator()) {
            ArenaPool pool = ArenaPool.builder()
                    .allocator(allocator).blockBytes(blockBytes).build();
            for (int round = 0; round < 3; round++) {
                try (PooledArena arena = pool.confined(); PooledArena shared = pool.shared()) {
                    var apart = new Segments.Apart();
                    for (long size = 0; size < 5000; size = size * 2 + 1) {
                        for (PooledArena each : List.of(arena, shared)) {
                            try (PooledArena child = each.child()) {
                                apart.add(each.allocate(size, 8));
                                Segments.assertZero(child.allocate(size, 16));
                                Segments.dirty(child.allocate(size, 1));
                            }
                        }
                    }
                    apart.add(arena.allocate(3 << 20, 64));
                }
            }
            Books.assertNothingOpen(pool);
            pool.close();
            assertEquals(0, allocator.stats().liveBlocks());
        }
    }

    @Test
    void anAbsurdBlockSizeIsRefusedAtTheLatestByTheFirstArena() {
        try (ArenaPool pool = ArenaPool.builder().blockBytes(Long.MAX_VALUE).build();
                PooledArena arena = pool.confined()) {
            String answer = Probe.answer(arena, each -> each.allocate(8, 8));
            assertTrue(List.of("fine", "OutOfMemoryError").contains(answer), answer);
        } catch (IllegalArgumentException e) {
            // as good
        }
    }

    private static void assertOpensNothing(ArenaPool pool) {
        for (Executable call : new Executable[] {
            pool::confined, pool::shared, () -> pool.lease(8, 8), () -> pool.lease(0, 1)
        }) {
            assertThrows(IllegalStateException.class, call);
        }
        assertThrows(IllegalArgumentException.class, () -> pool.lease(-1, 8));
        assertThrows(IllegalArgumentException.class, () -> pool.lease(8, 7));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onceClosedItOpensNothing(boolean recycling) {
        ArenaPool pool = ArenaPool.builder().recycling(recycling).build();
        pool.confined().close();
        pool.close();
        assertOpensNothing(pool);
        assertDoesNotThrow(pool::close);
        assertDoesNotThrow(pool::stats);
        assertDoesNotThrow(pool::name);
        assertDoesNotThrow(pool::toString);
        assertOpensNothing(pool);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsOpenOutlivesIt(boolean recycling) {
        ArenaPool pool = ArenaPool.builder().recycling(recycling).build();
        PooledArena confined = pool.confined();
        PooledArena shared = pool.shared();
        PooledArena child = confined.child();
        SharedLease lease = pool.lease(100, 8);
        List<MemorySegment> all = List.of(confined.allocate(100, 8), shared.allocate(100, 8),
                child.allocate(100, 8), lease.segment());
        all.forEach(segment -> Segments.stamp(segment, 1));
        pool.close();
        assertOpensNothing(pool);
        all.forEach(segment -> Segments.assertStamped(segment, 1));
        Segments.dirty(confined.allocate(100_000, 8));
        Segments.dirty(shared.allocate(100_000, 8));
        PooledArena late = child.child();
        Segments.dirty(late.allocate(5000, 8));
        assertEquals(4, pool.stats().open());
        assertEquals(1, pool.stats().leasesOpen());
        all.forEach(segment -> Segments.assertStamped(segment, 1));
        confined.close();
        shared.close();
        lease.close();
        Await.until("the end", () -> pool.stats().limboBytes() == 0);
        Books.assertNothingOpen(pool);
        assertThrows(IllegalStateException.class, () -> all.getFirst().get(JAVA_BYTE, 0));
        pool.close();
    }

    @Test
    void aUsersAllocatorStaysOpenAndIsTheUsersAgain() {
        SpanAllocator allocator = allocator();
        MemorySegment own = Segments.stamp(allocator.allocate(100, 8), 1);
        ArenaPool pool = ArenaPool.builder().allocator(allocator).name("delta").build();
        var refusal = assertThrows(IllegalStateException.class, allocator::close);
        assertTrue(refusal.getMessage().contains("delta"), refusal::getMessage);
        Segments.assertStamped(own, 1);
        PooledArena arena = pool.confined();
        MemorySegment segment = arena.allocate(100, 8);
        pool.close();
        assertThrows(IllegalStateException.class, allocator::close);
        Segments.stamp(segment, 2);
        arena.close();
        allocator.free(own);
        assertEquals(0, allocator.stats().liveBlocks());
        Await.until("the allocator is the user's", () -> closes(allocator));
    }

    @Test
    void twoPoolsMayHaveOneAllocator() {
        SpanAllocator allocator = allocator();
        ArenaPool one = ArenaPool.builder().allocator(allocator).build();
        ArenaPool other = ArenaPool.builder().allocator(allocator).build();
        try (Arena first = one.confined(); Arena second = other.confined()) {
            Segments.stamp(first.allocate(500, 8), 1);
            Segments.stamp(second.allocate(500, 8), 2);
        }
        one.close();
        assertThrows(IllegalStateException.class, allocator::close);
        try (Arena arena = other.shared()) {
            Segments.assertZero(arena.allocate(5000, 8));
        }
        other.close();
        allocator.close();
    }

    @Test
    void aClosedAllocatorIsRefused() {
        SpanAllocator allocator = allocator();
        allocator.close();
        assertThrows(IllegalStateException.class,
                () -> ArenaPool.builder().allocator(allocator).build().confined().allocate(8, 8));
    }

    @Test
    void poolsComeAndGo() {
        for (int i = 0; i < 100; i++) {
            try (ArenaPool pool = ArenaPool.create()) {
                try (Arena arena = pool.confined()) {
                    Segments.dirty(arena.allocate(100, 8));
                }
                if (i % 10 == 0) {
                    pool.lease(100, 8).close();
                }
            }
        }
    }

    @Test
    void noThreadIsLeft() {
        int before = Thread.activeCount();
        for (int i = 0; i < 20; i++) {
            try (ArenaPool pool = ArenaPool.create()) {
                pool.lease(100, 8).close();
            }
        }
        Await.until("threads left by closed pools", () -> Thread.activeCount() <= before + 2);
    }

    @Test
    void whoeverOpensMeanwhileHasAWorkingArenaOrIsRefused() throws Throwable {
        for (int round = 0; round < 60; round++) {
            SpanAllocator allocator = allocator();
            ArenaPool pool = ArenaPool.builder().allocator(allocator).build();
            var atWork = new CountDownLatch(3);
            var refused = new AtomicInteger();
            Elsewhere.values()[round % 2].together(4, thread -> {
                if (thread == 3) {
                    atWork.await();
                    pool.close();
                } else {
                    workUntilRefused(pool, thread, atWork);
                    refused.incrementAndGet();
                }
            });
            assertEquals(3, refused.get());
            Await.until("the end", () -> allocator.stats().liveBlocks() == 0);
            Books.assertNothingOpen(pool);
            Await.until("the allocator is the user's", () -> closes(allocator));
        }
    }

    private static boolean closes(SpanAllocator allocator) {
        try {
            allocator.close();
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static void workUntilRefused(ArenaPool pool, int thread, CountDownLatch atWork) {
        List<PooledArena> held = new ArrayList<>();
        for (int i = 0; true; i++) {
            try {
                if (thread == 2) {
                    try (SharedLease lease = pool.lease(i % 200, 8)) {
                        Segments.dirty(lease.segment());
                    }
                } else {
                    held.add(thread == 0 || i % 20 != 0 ? pool.confined() : pool.shared());
                    Segments.stamp(held.getLast().allocate(i * 37L % 6000, 8), i);
                }
            } catch (IllegalStateException e) {
                held.forEach(arena -> Segments.dirty(arena.allocate(7000, 8)));
                held.forEach(PooledArena::close);
                return;
            }
            if (held.size() > 10) {
                held.removeFirst().close();
            }
            if (i == 100) {
                atWork.countDown();
            }
            if (i % 16 == 0) {
                Thread.yield();
            }
        }
    }
}
