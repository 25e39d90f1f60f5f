// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many virtual threads on few carriers never see each other's memory. */
@ExtendWith(RefusedMemory.class)
@Timeout(60)
class VirtualThreadsTest {
    private static final int THREADS = 1024;

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
    void eachFindsItsOwnStampsAfterEveryMigration() throws Throwable {
        Elsewhere.VIRTUAL.together(THREADS, thread -> {
            for (int round = 0; round < 8; round++) {
                try (PooledArena arena = pool.confined()) {
                    MemorySegment[] own = new MemorySegment[6];
                    for (int i = 0; i < own.length; i++) {
                        own[i] = arena.allocate(20 + i * 50, 8);
                        Segments.assertZero(own[i]);
                        Segments.stamp(own[i], thread * 100L + i);
                        Thread.yield();
                    }
                    try (PooledArena child = arena.child()) {
                        MemorySegment childs = Segments.stamp(child.allocate(100, 8), thread);
                        Thread.yield();
                        Segments.assertStamped(childs, thread);
                    }
                    for (int i = 0; i < own.length; i++) {
                        Segments.assertStamped(own[i], thread * 100L + i);
                    }
                }
                Thread.yield();
            }
        });
        assertEquals(THREADS * 16L, pool.stats().closed());
    }

    @Test
    void noTwoOpenTheSame() throws Throwable {
        Elsewhere.VIRTUAL.together(16, thread -> {
            var open = new PooledArena[4];
            var contents = new MemorySegment[4];
            for (int i = 0; i < 20_000; i++) {
                int index = i & 3;
                if (open[index] != null) {
                    Segments.assertStamped(contents[index], thread * 100_000L + i - 4);
                    open[index].close();
                }
                open[index] = pool.confined();
                contents[index] = Segments.stamp(
                        open[index].allocate(24, 8), thread * 100_000L + i);
            }
            for (PooledArena arena : open) {
                arena.close();
            }
        });
    }

    @Test
    void allThatAreOpenAtOnceAreApart() throws Throwable {
        Set<Long> addresses = ConcurrentHashMap.newKeySet();
        var line = new CyclicBarrier(THREADS);
        Elsewhere.VIRTUAL.together(THREADS, thread -> {
            try (PooledArena arena = pool.confined()) {
                MemorySegment segment = Segments.stamp(arena.allocate(64, 8), thread);
                addresses.add(segment.address());
                Elsewhere.meet(line);
                Segments.assertStamped(segment, thread);
                Elsewhere.meet(line);
            }
        });
        assertEquals(THREADS, addresses.size());
    }

    @Test
    void leasesTravelBetweenThem() throws Throwable {
        var handed = new SharedLease[THREADS];
        var line = new CyclicBarrier(THREADS);
        Elsewhere.VIRTUAL.together(THREADS, thread -> {
            for (int round = 0; round < 4; round++) {
                SharedLease lease = pool.lease(64, 8);
                Segments.assertZero(lease.segment());
                Segments.stamp(lease.segment(), thread + round);
                handed[thread] = lease;
                Elsewhere.meet(line);
                int other = (thread + 7) % THREADS;
                Segments.assertStamped(handed[other].segment(), other + round);
                handed[other].close();
                Elsewhere.meet(line);
            }
        });
        assertEquals(THREADS * 4L, pool.stats().leasesClosed());
    }

    @Test
    void anArenaIsItsVirtualThreadsNotItsCarriers() throws Throwable {
        Set<Thread> owners = new HashSet<>();
        Elsewhere.VIRTUAL.run(() -> {
            PooledArena arena = pool.confined();
            MemorySegment segment = arena.allocate(64, 8);
            owners.add(Thread.currentThread());
            for (int i = 0; i < 20; i++) {
                Elsewhere.VIRTUAL.run(() -> {
                    assertThrows(WrongThreadException.class, () -> arena.allocate(8, 8));
                    assertThrows(WrongThreadException.class, arena::child);
                    assertThrows(WrongThreadException.class, arena::close);
                    owners.add(Thread.currentThread());
                });
                Segments.dirty(segment);
                Segments.assertZero(arena.allocate(8, 8));
            }
            arena.close();
        });
        assertEquals(21, owners.size());
    }

    @Test
    void sharedArenasAreAllocatedFromByMany() throws Throwable {
        try (PooledArena arena = pool.shared()) {
            var segments = new MemorySegment[THREADS][4];
            Elsewhere.VIRTUAL.together(THREADS, thread -> {
                for (int i = 0; i < 4; i++) {
                    segments[thread][i] = arena.allocate(16 + i * 40, 8);
                    Segments.assertZero(segments[thread][i]);
                    Segments.stamp(segments[thread][i], thread * 10L + i);
                    Thread.yield();
                }
            });
            var apart = new Segments.Apart();
            for (int thread = 0; thread < THREADS; thread++) {
                for (int i = 0; i < 4; i++) {
                    apart.add(segments[thread][i]);
                    Segments.assertStamped(segments[thread][i], thread * 10L + i);
                }
            }
            assertEquals(THREADS * (16L + 56 + 96 + 136), arena.allocatedBytes());
        }
    }
}
