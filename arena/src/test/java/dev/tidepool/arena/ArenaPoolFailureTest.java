// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.OffHeapMemoryError;
import dev.tidepool.spanalloc.PageSource;
import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where there is no memory the request fails, and nothing else does. */
@ExtendWith(RefusedMemory.class)
@Timeout(120)
class ArenaPoolFailureTest {

    private record Stamped(MemorySegment segment, long stamp) {}

    /** A history that goes on whatever is refused, and checks that nothing was lost by it. */
    private static final class History {
        private final ArenaPool pool;
        private final List<PooledArena> arenas = new ArrayList<>();
        private final List<List<Stamped>> contents = new ArrayList<>();
        private final List<SharedLease> leases = new ArrayList<>();
        private final Random random = new Random(11);
        private int refused;
        private long stamp;

        History(ArenaPool pool) {
            this.pool = pool;
        }

        private <T> T attempt(Supplier<T> request) {
            try {
                return request.get();
            } catch (OffHeapMemoryError e) {
                refused++;
                Books.assertBalance(pool);
                return null;
            }
        }

        void step() {
            switch (random.nextInt(8)) {
                case 0 -> open(pool::confined);
                case 1 -> open(pool::shared);
                case 2 -> {
                    if (!arenas.isEmpty()) {
                        PooledArena parent = arenas.get(random.nextInt(arenas.size()));
                        open(parent.scope().isAlive() ? parent::child : pool::confined);
                    }
                }
                case 3 -> {
                    SharedLease lease = attempt(
                            () -> pool.lease(random.nextInt(300_000), 8));
                    if (lease != null) {
                        leases.add(lease);
                    }
                }
                case 4 -> {
                    if (arenas.size() > 4) {
                        close(random.nextInt(arenas.size()));
                    }
                }
                default -> allocate();
            }
        }

        private void open(Supplier<PooledArena> opener) {
            PooledArena arena = attempt(opener);
            if (arena != null) {
                arenas.add(arena);
                contents.add(new ArrayList<>());
            }
        }

        private void allocate() {
            if (arenas.isEmpty()) {
                return;
            }
            int index = random.nextInt(arenas.size());
            PooledArena arena = arenas.get(index);
            if (!arena.scope().isAlive()) {
                return; // closed with its parent
            }
            long before = arena.allocatedBytes();
            long size = random.nextLong(1L << random.nextInt(21));
            MemorySegment segment = attempt(() -> arena.allocate(size, 8));
            if (segment == null) {
                assertEquals(before, arena.allocatedBytes());
            } else {
                Segments.assertZero(segment);
                contents.get(index).add(new Stamped(Segments.stamp(segment, ++stamp), stamp));
            }
        }

        private void close(int index) {
            PooledArena arena = arenas.remove(index);
            List<Stamped> stamps = contents.remove(index);
            if (arena.scope().isAlive()) {
                stamps.forEach(s -> Segments.assertStamped(s.segment, s.stamp));
                arena.close();
            }
        }

        void end() {
            while (!arenas.isEmpty()) {
                close(0);
            }
            leases.forEach(SharedLease::close);
            Await.until("limbo", () -> {
                pool.flush();
                return pool.stats().limboBytes() == 0;
            });
            Books.assertNothingOpen(pool);
        }
    }

    private static int run(ScriptedPageSource source, int first, int count) {
        SpanAllocator allocator = SpanAllocator.builder()
                .pageSource(source).backgroundScavenger(false).build();
        ArenaPool pool = ArenaPool.builder().allocator(allocator).build();
        source.refuse(first, count);
        var history = new History(pool);
        for (int i = 0; i < 250; i++) {
            history.step();
            if (i % 50 == 49) {
                allocator.trim();
            }
        }
        source.heal();
        int refused = history.refused;
        try (PooledArena arena = pool.confined()) {
            Segments.assertZero(arena.allocate(3 << 20, 8));
        }
        history.end();
        assertEquals(pool.stats().keptBytes(), allocator.stats().live(), "bytes left");
        pool.close();
        assertEquals(0, allocator.stats().liveBlocks(), "blocks left");
        allocator.close();
        return refused;
    }

    @Test
    void anyOneCallOfTheSystemMayBeRefused() {
        var healthy = new ScriptedPageSource();
        assertEquals(0, run(healthy, Integer.MAX_VALUE, 0));
        assertTrue(healthy.calls() > 20, "the history is too short: " + healthy.calls());
        int refused = 0;
        for (int call = 1; call <= healthy.calls(); call++) {
            refused += run(new ScriptedPageSource(), call, 1);
        }
        assertTrue(refused > 0, "nothing was ever refused");
    }

    @Test
    void allCallsOfTheSystemFromOneOnMayBeRefused() {
        int refused = 0;
        for (int call = 1; call <= 40; call += 3) {
            refused += run(new ScriptedPageSource(), call, Integer.MAX_VALUE);
        }
        assertTrue(refused > 100, "hardly anything was refused: " + refused);
    }

    private enum Request {
        CONFINED, SHARED, CHILD, LEASE;

        /** Until it is refused; the parts are as large as said. */
        int fill(ArenaPool pool, List<AutoCloseable> opened, long size) {
            PooledArena arena = this == CONFINED ? pool.confined() : pool.shared();
            opened.add(arena);
            PooledArena used = this == CHILD ? arena.child() : arena;
            for (int parts = 0; true; parts++) {
                try {
                    if (this == LEASE) {
                        opened.add(pool.lease(size, 8));
                    } else {
                        used.allocate(size, 8).fill((byte) 1);
                    }
                } catch (OffHeapMemoryError e) {
                    assertTrue(e.getMessage().contains("limit"), e::getMessage);
                    return parts;
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Request.class)
    void aHardLimitIsToldAndTheNextSmallerRequestWorks(Request request) throws Exception {
        try (SpanAllocator allocator = SpanAllocator.builder()
                .hardLimit(16 << 20).backgroundScavenger(false).build();
                ArenaPool pool = ArenaPool.builder().allocator(allocator).build()) {
            for (int round = 0; round < 3; round++) {
                List<AutoCloseable> opened = new ArrayList<>();
                int large = request.fill(pool, opened, 3 << 20);
                assertTrue(large >= 3, "only " + large + " parts");
                assertTrue(request.fill(pool, opened, 10_000) > 0, "no smaller request works");
                Books.assertBalance(pool);
                for (AutoCloseable each : opened) {
                    each.close();
                }
                Await.until("limbo", () -> {
                    pool.flush();
                    return pool.stats().limboBytes() == 0;
                });
                Books.assertNothingOpen(pool);
                assertEquals(pool.stats().keptBytes(), allocator.stats().live());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aChildsRefusalIsNotItsParents(boolean confined) {
        try (SpanAllocator allocator = SpanAllocator.builder()
                .hardLimit(8 << 20).backgroundScavenger(false).build();
                ArenaPool pool = ArenaPool.builder().allocator(allocator).build();
                PooledArena parent = confined ? pool.confined() : pool.shared()) {
            MemorySegment own = Segments.stamp(parent.allocate(1000, 8), 1);
            try (PooledArena child = parent.child()) {
                MemorySegment childs = Segments.stamp(child.allocate(1000, 8), 2);
                assertThrows(OffHeapMemoryError.class, () -> child.allocate(9 << 20, 8));
                assertThrows(OffHeapMemoryError.class, () -> parent.allocate(9 << 20, 8));
                assertThrows(OffHeapMemoryError.class,
                        () -> child.allocateFrom("x".repeat(9 << 20)));
                assertEquals(1000, child.allocatedBytes());
                Segments.assertStamped(childs, 2);
                Segments.assertZero(child.allocate(1000, 8));
            }
            assertThrows(OffHeapMemoryError.class, () -> parent.allocate(9 << 20, 8));
            Segments.assertStamped(own, 1);
            Segments.assertZero(parent.allocate(2000, 8));
        }
    }

    @Test
    void portableMemoryServesAsWell() {
        try (SpanAllocator allocator = SpanAllocator.builder().pageSource(PageSource.portable())
                .backgroundScavenger(false).build();
                ArenaPool pool = ArenaPool.builder().allocator(allocator).build()) {
            for (int i = 0; i < 100; i++) {
                try (PooledArena arena = pool.confined()) {
                    Segments.assertZero(arena.allocate(i * 100L, 8));
                    Segments.dirty(arena.allocate(i * 100L, 8));
                }
            }
        }
    }
}
