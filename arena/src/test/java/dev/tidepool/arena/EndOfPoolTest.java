// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.SpanAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A pool that is closed while others use it. */
class EndOfPoolTest {

    @Test
    void whateverIsOpenedWhileThePoolIsClosedIsWholeOrRefused() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            ArenaPool pool = ArenaPool.create();
            var wrong = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                boolean virtual = t == 2;
                boolean leases = t == 1;
                Runnable work = () -> use(pool, leases, wrong);
                threads.add(virtual
                        ? Thread.ofVirtual().start(work) : Thread.ofPlatform().start(work));
            }
            Thread.sleep(0, 200_000);
            pool.close();
            for (Thread thread : threads) {
                thread.join();
            }
            pool.flush();
            assertEquals(0, wrong.get());
            assertEquals(0, pool.stats().open());
            assertEquals(0, pool.stats().leasesOpen());
            assertTrue(pool.ground().isFinished());
        }
    }

    /** Counts what goes wrong with something that was opened. */
    private static void use(ArenaPool pool, boolean leases, AtomicInteger wrong) {
        try {
            for (int i = 0; i < 100_000; i++) {
                PooledArena opened = open(pool::confined);
                if (opened == null) {
                    return;
                }
                try (PooledArena arena = opened) {
                    arena.allocate(100).fill((byte) 1);
                    arena.allocate(3000).fill((byte) 1);
                    arena.child().allocate(100).fill((byte) 1);
                }
                SharedLease leased = leases && i % 16 == 0 ? open(() -> pool.lease(100, 8)) : null;
                if (leased != null) {
                    leased.segment().fill((byte) 1);
                    leased.close();
                }
            }
        } catch (RuntimeException | Error e) {
            wrong.incrementAndGet();
        }
    }

    private static <T> @Nullable T open(Supplier<T> opener) {
        try {
            return opener.get();
        } catch (IllegalStateException e) {
            return null;
        }
    }

    @Test
    void aUsersAllocatorGetsEverythingBackAndMayBeClosedThen() {
        SpanAllocator allocator = SpanAllocator.create();
        ArenaPool pool = ArenaPool.builder().allocator(allocator).name("guest").build();
        PooledArena arena = pool.confined();
        arena.allocate(100);
        String refusal = assertThrows(IllegalStateException.class, allocator::close).getMessage();
        assertTrue(refusal.contains("arena pool 'guest'"), refusal);
        pool.close();
        assertThrows(IllegalStateException.class, allocator::close);
        arena.allocate(100_000);
        arena.close();
        assertTrue(pool.ground().isFinished());
        assertEquals(0, allocator.stats().liveBlocks());
        allocator.close();
        assertThrows(IllegalStateException.class,
                () -> ArenaPool.builder().allocator(allocator).build());
    }

    @Test
    void theJanitorEndsWithThePool() {
        ArenaPool pool = ArenaPool.builder().name("swept").build();
        SharedLease lease = pool.lease(10, 1);
        pool.close();
        assertFalse(pool.ground().isFinished());
        lease.close();
        Await.until("the janitor ends", () -> !hasJanitor());
        assertTrue(pool.ground().isFinished());
    }

    private static boolean hasJanitor() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("tidepool-arena-swept"));
    }
}
