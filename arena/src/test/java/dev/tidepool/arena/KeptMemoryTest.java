// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a pool keeps for the next arena is little, told, and goes back to the allocator. */
@ExtendWith(RefusedMemory.class)
@Timeout(60)
class KeptMemoryTest {
    private static final long MOST = 2 * (16 << 10); // of a thread

    private final SpanAllocator allocator =
            SpanAllocator.builder().backgroundScavenger(false).build();
    private final ArenaPool pool =
            ArenaPool.builder().allocator(allocator).blockBytes(16 << 10).build();

    @AfterEach
    void nothingIsKeptByAPoolThatEnded() {
        pool.close();
        assertEquals(0, pool.stats().keptBytes());
        assertEquals(0, allocator.stats().liveBlocks());
        allocator.close();
    }

    private void use(int arenas) {
        List<Arena> open = new ArrayList<>();
        for (int i = 0; i < arenas; i++) {
            open.add(pool.confined());
            Segments.dirty(open.getLast().allocate(100, 8));
            Segments.dirty(open.getLast().allocate(100_000, 8));
        }
        open.forEach(Arena::close);
    }

    private void assertLittleIsKept(int threads) {
        Books.assertNothingOpen(pool);
        // A collection may have begun meanwhile, and what it found is about to go back.
        Await.until("too much is kept", () -> pool.stats().keptBytes() <= threads * MOST
                && pool.stats().keptBytes() == allocator.stats().live());
    }

    @Test
    void aThreadKeepsLittleHoweverManyItHadOpen() {
        for (int arenas : new int[] {1, 2, 3, 64, 65, 500, 5000}) {
            use(arenas);
            assertLittleIsKept(1);
        }
        for (int i = 0; i < 10_000; i++) {
            use(1);
        }
        assertLittleIsKept(1);
    }

    @Test
    void whatIsKeptGoesBackWithTheNextCollection() {
        use(10);
        Collector.until("kept", () -> allocator.stats().live() == 0);
        assertEquals(0, pool.stats().keptBytes());
        use(10);
        assertLittleIsKept(1);
    }

    @Test
    void whatDeadThreadsKeptGoesBackToo() throws Throwable {
        for (Elsewhere elsewhere : Elsewhere.values()) {
            elsewhere.together(20, thread -> use(10));
            assertLittleIsKept(20);
            Collector.until("kept", () -> allocator.stats().live() == 0);
        }
    }

    @Test
    void anArenaThatIsOpenDoesNotKeepWhatOthersHad() {
        try (Arena longLived = pool.confined()) {
            longLived.allocate(100, 8);
            use(500);
            Await.until("too much is kept", () -> pool.stats().keptBytes() <= MOST);
            ArenaStats stats = Books.assertBalance(pool);
            assertEquals(stats.heldBytes() + stats.keptBytes(), allocator.stats().live());
        }
    }

    @Test
    void sharedArenasKeepNothing() {
        for (int i = 0; i < 100; i++) {
            try (PooledArena arena = pool.shared()) {
                Segments.dirty(arena.allocate(100, 8));
                Segments.dirty(arena.child().allocate(10_000, 8));
            }
        }
        assertEquals(0, allocator.stats().liveBlocks());
    }
}
