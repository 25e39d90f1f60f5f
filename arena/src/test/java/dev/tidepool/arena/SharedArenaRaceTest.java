// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several threads at one shared arena, one of which closes it. */
@ExtendWith(RefusedMemory.class)
@Timeout(600)
class SharedArenaRaceTest {
    private static final int ROUNDS =
            Math.max(500, Integer.getInteger("dev.tidepool.arena.rounds", 0) / 10);

    private final SpanAllocator allocator =
            SpanAllocator.builder().backgroundScavenger(false).build();
    private final ArenaPool pool = ArenaPool.builder().allocator(allocator).build();

    @AfterEach
    void noBlockIsLost() {
        pool.close();
        Books.assertNothingOpen(pool);
        assertEquals(0, allocator.stats().liveBlocks(), "blocks left");
        allocator.close();
    }

    @Test
    void ofSeveralClosersOneWins() throws Throwable {
        for (int round = 0; round < ROUNDS; round++) {
            PooledArena arena = pool.shared();
            MemorySegment segment = arena.allocate(5000, 8);
            var won = new AtomicInteger();
            var lost = new AtomicInteger();
            Elsewhere.values()[round % 2].together(3, thread -> {
                try {
                    arena.close();
                    won.incrementAndGet();
                } catch (IllegalStateException e) {
                    lost.incrementAndGet();
                }
                assertFalse(arena.scope().isAlive());
            });
            assertEquals(1, won.get(), "winners");
            assertEquals(2, lost.get(), "losers");
            assertThrows(IllegalStateException.class, () -> segment.get(JAVA_BYTE, 0));
        }
        assertEquals(ROUNDS, pool.stats().closed());
    }

    @Test
    void whoAllocatesMeanwhileIsRefusedAndNoBlockIsLost() throws Throwable {
        for (int round = 0; round < ROUNDS; round++) {
            PooledArena arena = pool.shared();
            var atWork = new CountDownLatch(2);
            Elsewhere.values()[round % 2].together(3, thread -> {
                if (thread == 2) {
                    atWork.await();
                    arena.close();
                } else {
                    allocateUntilRefused(arena, thread, atWork);
                }
            });
        }
    }

    private static void allocateUntilRefused(
            PooledArena arena, int thread, CountDownLatch atWork) {
        List<MemorySegment> own = new ArrayList<>();
        try {
            for (int i = 0; true; i++) {
                MemorySegment segment = arena.allocate(i % 7 * 700, 8);
                Segments.stamp(segment, thread * 1000L + i);
                own.add(segment);
                Segments.assertStamped(own.get(i / 2), thread * 1000L + i / 2);
                if (i == 5) {
                    atWork.countDown();
                }
                if (i % 8 == 7) {
                    Thread.yield();
                }
            }
        } catch (IllegalStateException e) {
            assertFalse(arena.scope().isAlive());
        }
    }

    @Test
    void whatManyAllocateAtOnceIsApart() throws Throwable {
        for (int round = 0; round < 20; round++) {
            try (PooledArena arena = pool.shared()) {
                var segments = new MemorySegment[4][500];
                Elsewhere.PLATFORM.together(4, thread -> {
                    for (int i = 0; i < 500; i++) {
                        segments[thread][i] = arena.allocate(i % 50, 8);
                        Segments.assertZero(segments[thread][i]);
                        Segments.stamp(segments[thread][i], thread * 1000L + i);
                    }
                });
                var apart = new Segments.Apart();
                for (int i = 0; i < 2000; i++) {
                    MemorySegment segment = segments[i / 500][i % 500];
                    apart.add(segment);
                    Segments.assertStamped(segment, i / 500 * 1000L + i % 500);
                }
                assertEquals(4 * 10 * 1225L, arena.allocatedBytes());
            }
        }
    }

    @Test
    void whoOpensChildrenMeanwhileIsRefusedAndNoneIsLeftOpen() throws Throwable {
        for (int round = 0; round < ROUNDS; round++) {
            PooledArena arena = pool.shared();
            arena.allocate(100, 8);
            List<PooledArena> children = new ArrayList<>();
            var atWork = new CountDownLatch(2);
            Elsewhere.values()[round % 2].together(3, thread -> {
                if (thread == 2) {
                    atWork.await();
                    closeWhateverTheChildrenDo(arena);
                } else {
                    openUntilRefused(arena, children, atWork);
                }
            });
            children.forEach(child -> assertFalse(child.scope().isAlive(), "left open"));
        }
    }

    /** A child that is just being closed by its opener refuses nothing but may be late. */
    private static void closeWhateverTheChildrenDo(PooledArena arena) {
        arena.close();
        assertFalse(arena.scope().isAlive());
    }

    private static void openUntilRefused(
            PooledArena arena, List<PooledArena> children, CountDownLatch atWork) {
        try {
            for (int i = 0; true; i++) {
                PooledArena child = arena.child();
                synchronized (children) {
                    children.add(child);
                }
                Segments.dirty(child.allocate(50, 8));
                if (i % 3 == 0) {
                    child.close();
                }
                if (i == 3) {
                    atWork.countDown();
                }
                Thread.yield();
            }
        } catch (IllegalStateException e) {
            atWork.countDown();
        }
    }

    @Test
    void memoryIsNotGivenAwayBeforeTheWinnersHandshake() throws Throwable {
        PooledArena arena = pool.shared();
        MemorySegment large = arena.allocate(1 << 28, 8);
        Segments.assertZero(large.asSlice(0, 100));
        large.fill((byte) 1);
        var inside = new CountDownLatch(1);
        Thread filler = Thread.ofPlatform().daemon().start(() -> {
            inside.countDown();
            try {
                for (int i = 0; i < 100; i++) {
                    large.fill((byte) 2);
                }
            } catch (IllegalStateException e) {
                // closed meanwhile
            }
        });
        inside.await();
        Elsewhere.PLATFORM.together(2, thread -> {
            try {
                arena.close();
            } catch (IllegalStateException e) {
                // the other closes it
            }
            try (PooledArena next = pool.confined()) {
                MemorySegment fresh = next.allocate(1 << 28, 8);
                Segments.assertZero(fresh.asSlice(0, 1 << 20));
                Segments.assertZero(fresh.asSlice((1 << 28) - 4096));
            }
        });
        filler.join();
    }
}
