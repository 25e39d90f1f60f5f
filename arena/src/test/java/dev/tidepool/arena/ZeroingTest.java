// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.SpanAllocator;
import dev.tidepool.spanalloc.internal.NativeAccess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What an owner finds of the one before, after each way that memory comes back. */
@ExtendWith(RefusedMemory.class)
@Timeout(60)
@ParameterizedClass
@EnumSource(Zeroing.class)
class ZeroingTest {
    private static final long[] SIZES = {1, 8, 24, 64, 200, 900, 1000, 2000, 5000, 40_000, 300_000};

    @Parameter
    Zeroing zeroing;

    private final SpanAllocator allocator =
            SpanAllocator.builder().backgroundScavenger(false).build();
    private final List<Arena> kept = new ArrayList<>();
    private ArenaPool pool;

    private ArenaPool pool() {
        if (pool == null) {
            pool = ArenaPool.builder().allocator(allocator).zeroing(zeroing).build();
        }
        return pool;
    }

    @AfterEach
    void nothingIsLeft() {
        pool().close();
        Books.assertNothingOpen(pool());
        assertEquals(0, allocator.stats().liveBlocks());
        allocator.close();
    }

    private static List<MemorySegment> dirtyAll(Arena arena) {
        List<MemorySegment> all = new ArrayList<>();
        for (long size : SIZES) {
            all.add(Segments.dirty(arena.allocate(size, 1)));
        }
        return all;
    }

    /** What native code would find where a segment was. Only where nothing was unmapped. */
    private static boolean dirtWhere(MemorySegment was) {
        try (Arena arena = Arena.ofConfined()) {
            return Segments.isDirty(NativeAccess.segment(
                    was.address(), was.byteSize(), arena, segment -> {}));
        }
    }

    private void assertAsPromised(Arena arena) {
        boolean dirt = false;
        for (int i = 0; i < 3; i++) {
            for (long size : SIZES) {
                MemorySegment segment = arena.allocate(size, 1);
                if (zeroing != Zeroing.NONE) {
                    Segments.assertZero(segment);
                }
                dirt |= Segments.isDirty(segment);
                Segments.dirty(segment);
            }
        }
        assertEquals(zeroing == Zeroing.NONE, dirt, "dirt found");
    }

    private void assertAsPromisedAfter(
            Function<ArenaPool, Arena> opener, Function<Arena, List<MemorySegment>> dirtier) {
        for (int round = 0; round < 5; round++) {
            Arena first = opener.apply(pool());
            List<MemorySegment> dirtied = dirtier.apply(first);
            first.close();
            if (zeroing == Zeroing.ON_CLOSE) {
                dirtied.forEach(was -> assertFalse(dirtWhere(was), () -> "dirt left in " + was));
            }
        }
        try (Arena next = opener.apply(pool())) {
            assertAsPromised(next);
        }
    }

    @Test
    void afterAConfinedArena() {
        assertAsPromisedAfter(ArenaPool::confined, ZeroingTest::dirtyAll);
    }

    @Test
    void afterASharedArena() {
        assertAsPromisedAfter(ArenaPool::shared, ZeroingTest::dirtyAll);
    }

    @Test
    void afterAChild() {
        for (Function<ArenaPool, PooledArena> opener
                : List.<Function<ArenaPool, PooledArena>>of(
                        ArenaPool::confined, ArenaPool::shared)) {
            try (PooledArena parent = opener.apply(pool())) {
                MemorySegment kept = Segments.stamp(parent.allocate(50, 1), 1);
                for (int round = 0; round < 5; round++) {
                    List<MemorySegment> dirtied;
                    try (PooledArena child = parent.child()) {
                        dirtied = dirtyAll(child);
                    }
                    if (zeroing == Zeroing.ON_CLOSE) {
                        dirtied.forEach(was -> assertFalse(dirtWhere(was), "dirt left"));
                    }
                }
                try (PooledArena child = parent.child()) {
                    assertAsPromised(child);
                }
                assertAsPromised(parent);
                Segments.assertStamped(kept, 1);
            }
        }
    }

    /** The parent's block is fresh: what nobody dirtied need not be zeroed. */
    @Test
    void afterAGrandchildThatHadMoreThanTheChild() {
        try (ArenaPool large = ArenaPool.builder().allocator(allocator).zeroing(zeroing)
                .blockBytes(1 << 16).build()) {
            for (Function<ArenaPool, PooledArena> opener
                    : List.<Function<ArenaPool, PooledArena>>of(
                            ArenaPool::confined, ArenaPool::shared)) {
                for (int depth = 2; depth < 6; depth++) {
                    PooledArena parent = opener.apply(large);
                    kept.add(parent); // so that the next has a fresh block too
                    Segments.stamp(parent.allocate(200, 8), 1);
                    rollBackDirt(parent, depth);
                    for (int i = 0; i < 100; i++) {
                        MemorySegment next = parent.allocate(8, 8);
                        assertTrue(zeroing == Zeroing.NONE || !Segments.isDirty(next),
                                "dirt found");
                    }
                }
            }
            kept.forEach(Arena::close);
        }
    }

    private static void rollBackDirt(PooledArena parent, int depth) {
        try (PooledArena child = parent.child()) {
            if (depth == 1) {
                Segments.dirty(child.allocate(700, 8));
            } else {
                Segments.dirty(child.allocate(8, 8));
                rollBackDirt(child, depth - 1);
            }
        }
    }

    @Test
    void afterMemoryThatWasNotZeroedFirst() {
        assertAsPromisedAfter(ArenaPool::confined, arena -> {
            List<MemorySegment> all = new ArrayList<>();
            for (long size : SIZES) {
                all.add(Segments.dirty(
                        ((PooledArena) arena).allocateUninitialized(size, 1)));
            }
            return all;
        });
    }

    @Test
    void afterContentsThatCoverNotTheirPadding() {
        assertAsPromisedAfter(ArenaPool::confined, arena -> {
            List<MemorySegment> all = new ArrayList<>(dirtyAll(arena));
            for (int i = 0; i < 100; i++) {
                all.add(Segments.dirty(arena.allocateFrom("flood")));
                all.add(Segments.dirty(arena.allocateFrom(JAVA_INT, i, i + 1)));
                all.add(Segments.dirty(arena.allocate(1, 64)));
            }
            return all;
        });
    }

    @Test
    void afterALease() {
        List<MemorySegment> dirtied = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            for (long size : SIZES) {
                try (SharedLease lease = pool().lease(size, 8)) {
                    if (zeroing != Zeroing.NONE) {
                        Segments.assertZero(lease.segment());
                    }
                    dirtied.add(Segments.dirty(lease.segment()));
                }
            }
            settle();
        }
        if (zeroing == Zeroing.ON_CLOSE) {
            dirtied.forEach(was -> assertFalse(dirtWhere(was), () -> "dirt left in " + was));
        }
        boolean dirt = false;
        for (long size : SIZES) {
            try (SharedLease lease = pool().lease(size, 8)) {
                dirt |= Segments.isDirty(lease.segment());
            }
        }
        assertEquals(zeroing == Zeroing.NONE, dirt, "dirt found");
        settle();
    }

    private void settle() {
        Await.until("limbo", () -> {
            pool().flush();
            return pool().stats().limboBytes() == 0 && pool().stats().batches() == 0;
        });
    }

    @Test
    void afterALeakedArenaWasReclaimed() {
        List<MemorySegment> were = new ArrayList<>();
        leak().forEach(each -> were.add(MemorySegment.ofAddress(each[0]).asSlice(0, 0)));
        List<long[]> places = leak();
        Collector.until("reclaimed", () -> pool().stats().reclaimed() == 4);
        assertEquals(2 * SIZES.length, were.size());
        if (zeroing == Zeroing.ON_CLOSE) {
            try (Arena arena = Arena.ofConfined()) {
                for (long[] place : places) {
                    assertFalse(Segments.isDirty(NativeAccess.segment(
                            place[0], place[1], arena, segment -> {})), "dirt left");
                }
            }
        }
        try (Arena next = pool().confined()) {
            for (int i = 0; i < 30; i++) {
                for (long size : SIZES) {
                    MemorySegment segment = next.allocate(size, 1);
                    assertTrue(zeroing == Zeroing.NONE || !Segments.isDirty(segment));
                }
            }
        }
    }

    private List<long[]> leak() {
        List<long[]> places = new ArrayList<>();
        for (Arena arena : List.of(pool().confined(), pool().shared())) {
            dirtyAll(arena).forEach(
                    each -> places.add(new long[] {each.address(), each.byteSize()}));
        }
        return places;
    }

    @Test
    void aTerminatorIsWrittenThoughTheMemoryWasDirty() {
        for (int round = 0; round < 50; round++) {
            try (Arena arena = pool().confined()) {
                dirtyAll(arena);
            }
            try (Arena arena = pool().confined()) {
                MemorySegment text = arena.allocateFrom("ebb");
                assertEquals(4, text.byteSize());
                assertEquals(0, text.get(JAVA_BYTE, 3));
                assertEquals("ebb", text.getString(0));
            }
        }
    }
}
