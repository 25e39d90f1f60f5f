// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.SpanAllocator;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Arenas in numbers: open at once, nested, and by threads that have died. */
@ExtendWith(RefusedMemory.class)
@Timeout(60)
class ManyArenasTest {

    private final SpanAllocator allocator =
            SpanAllocator.builder().backgroundScavenger(false).build();
    private final ArenaPool pool = ArenaPool.builder().allocator(allocator).build();

    @AfterEach
    void allComesBack() {
        pool.close();
        Await.until("limbo", () -> pool.stats().limboBytes() == 0);
        Books.assertNothingOpen(pool);
        assertEquals(0, allocator.stats().liveBlocks());
        allocator.close();
    }

    @Test
    void hundredsThatAreOpenAtOnceAreClosedInAnyOrder() throws Throwable {
        for (Elsewhere elsewhere : Elsewhere.values()) {
            elsewhere.run(() -> {
                var random = new Random(9);
                List<Arena> open = new ArrayList<>();
                List<MemorySegment> contents = new ArrayList<>();
                for (int i = 0; i < 30_000; i++) {
                    if (open.size() > 500 || i % 3 == 2) {
                        int index = random.nextInt(open.size());
                        Segments.assertStamped(contents.get(index), open.get(index).hashCode());
                        open.get(index).close();
                        open.set(index, open.getLast());
                        contents.set(index, contents.getLast());
                        open.removeLast();
                        contents.removeLast();
                    } else {
                        open.add(pool.confined());
                        contents.add(Segments.stamp(open.getLast().allocate(i % 100, 1),
                                open.getLast().hashCode()));
                    }
                }
                assertEquals(open.size(), pool.stats().open());
                open.forEach(Arena::close);
            });
        }
    }

    private static PooledArena nest(PooledArena root, int depth) {
        PooledArena deepest = root;
        for (int i = 0; i < depth; i++) {
            deepest = deepest.child();
            deepest.allocate(10, 1);
        }
        return deepest;
    }

    @Test
    void theNestingIsAsDeepAsAnyoneLikes() throws Throwable {
        Elsewhere.PLATFORM.run(() -> {
            for (PooledArena root : List.of(pool.confined(), pool.shared())) {
                PooledArena deepest = nest(root, 10_000);
                root.close();
                assertFalse(deepest.scope().isAlive());
            }
        });
    }

    @Test
    void aDeepNestThatLeakedComesBack() throws Throwable {
        Elsewhere.PLATFORM.run(() -> {
            nest(pool.confined(), 10_000);
            nest(pool.shared(), 10_000);
        });
        Collector.until("the nests", () -> pool.stats().reclaimed() == 20_002);
    }

    @Test
    void aParentMayHaveManyChildrenAtOnce() {
        try (PooledArena parent = pool.confined()) {
            List<PooledArena> children = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                children.add(parent.child());
                Segments.stamp(children.getLast().allocate(8, 8), i);
            }
            var random = new Random(1);
            for (int i = 0; i < 10_000; i++) {
                int index = random.nextInt(children.size());
                children.get(index).close();
                children.set(index, children.getLast());
                children.removeLast();
            }
        }
    }

    @Test
    void whatDeadThreadsDidIsStillCounted() throws Throwable {
        for (Elsewhere elsewhere : Elsewhere.values()) {
            elsewhere.together(20, thread -> {
                for (int i = 0; i < 10; i++) {
                    try (PooledArena arena = pool.confined()) {
                        arena.child().allocate(10, 1);
                    }
                    pool.lease(10, 1).close();
                }
            });
            Collector.thoroughly();
        }
        ArenaStats stats = Books.assertBalance(pool);
        assertEquals(800, stats.opened());
        assertEquals(800, stats.closed());
        assertEquals(400, stats.leasesClosed());
    }

    @Test
    void manyPlatformThreadsBeginAtOnce() throws Throwable {
        for (int round = 0; round < 3; round++) {
            Elsewhere.PLATFORM.together(150, thread -> {
                List<PooledArena> open = new ArrayList<>();
                List<MemorySegment> contents = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    open.add(pool.confined());
                    contents.add(open.getLast().allocate(100, 8));
                    Segments.assertZero(contents.getLast());
                    Segments.stamp(contents.getLast(), thread * 100L + i);
                    if (i % 3 == 2) {
                        Segments.assertStamped(contents.removeFirst(), thread * 100L + i / 3);
                        open.removeFirst().close();
                    }
                }
                open.forEach(Arena::close);
            });
            assertEquals((round + 1) * 6000L, Books.assertNothingOpen(pool).closed());
        }
    }

    @Test
    void anInterruptedThreadIsServedAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        try (PooledArena confined = pool.confined(); PooledArena shared = pool.shared();
                SharedLease lease = pool.lease(100, 8)) {
            Segments.dirty(confined.allocate(5000, 8));
            Segments.dirty(shared.child().allocate(5000, 8));
            Segments.dirty(lease.segment());
        }
        pool.flush();
        assertTrue(Thread.interrupted(), "no longer interrupted");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void memoryThatIsKnownToBeZeroIsNotWritten() throws IOException {
        long size = 1L << 30;
        long before = residentPages();
        try (PooledArena confined = pool.confined(); PooledArena shared = pool.shared();
                SharedLease lease = pool.lease(size, 8)) {
            for (MemorySegment segment : List.of(
                    confined.allocate(size, 8), shared.allocate(size, 8), lease.segment())) {
                Segments.assertZero(segment.asSlice(size - 100));
                Segments.assertZero(segment.asSlice(0, 100));
            }
            long grown = residentPages() - before;
            assertTrue(grown < 50_000, () -> grown + " pages written");
        }
    }

    private static long residentPages() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]);
    }

    @Test
    void aStragglerPinsLittle() {
        try (SharedLease straggler = pool.lease(64, 8)) {
            Segments.stamp(straggler.segment(), 1);
            for (int i = 0; i < 4000; i++) {
                pool.lease(60_000, 8).close();
            }
            Await.until("limbo of 16 MiB", () -> pool.stats().limboBytes() <= 16 << 20);
            Segments.assertStamped(straggler.segment(), 1);
        }
    }
}
