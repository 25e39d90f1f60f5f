// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.SpanAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

/** Who opened what was never closed, and who closed what is used nevertheless. */
@ExtendWith(RefusedMemory.class)
@Timeout(60)
class DiagnosticsTest {

    private final List<ArenaLeak> leaks = new CopyOnWriteArrayList<>();

    private ArenaPool.Builder builder(boolean diagnostics) {
        return ArenaPool.builder().name("delta").diagnostics(diagnostics).onLeak(leaks::add);
    }

    private static void lostHere(ArenaPool pool) {
        pool.confined().allocate(100, 8);
        pool.shared().allocate(2000, 8);
        assertEquals(300, pool.lease(300, 8).segment().byteSize());
    }

    private static boolean mentions(Throwable stack, String method) {
        return Arrays.stream(stack.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals(method));
    }

    private void awaitLeaks(ArenaPool pool, int count) {
        Collector.until("leaks told", () -> {
            pool.flush();
            return leaks.size() >= count;
        });
    }

    @Test
    void eachLeakIsToldOnceWithWhereItWasOpened() {
        try (ArenaPool pool = builder(true).build()) {
            for (int i = 0; i < 10; i++) {
                lostHere(pool);
            }
            awaitLeaks(pool, 30);
            Collector.thoroughly();
            assertEquals(30, leaks.size());
            for (ArenaLeak leak : leaks) {
                assertEquals("delta", leak.pool());
                assertNotNull(leak.opened(), "no stack");
                assertTrue(mentions(leak.opened(), "lostHere"), () -> "stack of " + leak);
                assertTrue(leak.bytes() >= 100, leak::toString);
            }
            for (String kind : List.of("confined arena", "shared arena", "lease")) {
                assertEquals(10, leaks.stream().filter(l -> l.kind().equals(kind)).count(), kind);
            }
            assertTrue(leaks.stream().filter(l -> l.kind().equals("lease"))
                    .allMatch(l -> l.bytes() == 300));
            assertEquals(20, pool.stats().reclaimed());
            assertEquals(10, pool.stats().leasesReclaimed());
        }
    }

    @Test
    void withoutDiagnosticsALeakHasNoStack() {
        try (ArenaPool pool = builder(false).build()) {
            lostHere(pool);
            awaitLeaks(pool, 3);
            leaks.forEach(leak -> assertNull(leak.opened()));
        }
    }

    @Test
    void whatWasClosedIsNotTold() {
        try (ArenaPool pool = builder(true).build()) {
            for (int i = 0; i < 100; i++) {
                try (PooledArena arena = pool.confined(); SharedLease lease = pool.lease(8, 8)) {
                    arena.allocate(100, 8);
                    arena.child().allocate(lease.segment().byteSize(), 8);
                }
            }
            pool.shared().close();
            Collector.thoroughly();
            assertEquals(List.of(), leaks);
        }
    }

    @Test
    void aListenerThatThrowsKeepsNoMemory() {
        SpanAllocator allocator = SpanAllocator.builder().backgroundScavenger(false).build();
        try (ArenaPool pool = ArenaPool.builder().allocator(allocator).onLeak(leak -> {
            leaks.add(leak);
            throw new UnsupportedOperationException("listener");
        }).build()) {
            for (int i = 0; i < 5; i++) {
                lostHere(pool);
            }
            awaitLeaks(pool, 15);
            Collector.until("memory kept", () -> {
                pool.flush();
                return allocator.stats().liveBlocks() == 0;
            });
            Books.assertNothingOpen(pool);
        }
        allocator.close();
    }

    private static void closedHere(AutoCloseable closeable) throws Exception {
        closeable.close();
    }

    /** The close's stack is the cause, or was suppressed. */
    private static void assertTellsWhoClosed(String thread, Executable call) {
        var refusal = assertThrows(IllegalStateException.class, call);
        assertTrue(refusal.getMessage().contains(thread), refusal::getMessage);
        Stream<Throwable> told = Stream.concat(
                Stream.ofNullable(refusal.getCause()), Arrays.stream(refusal.getSuppressed()));
        assertTrue(told.anyMatch(stack -> mentions(stack, "closedHere")), "no stack of the close");
    }

    @Test
    void useAfterCloseTellsWhoClosed() throws Exception {
        try (ArenaPool pool = builder(true).build()) {
            PooledArena confined = pool.confined();
            PooledArena child = confined.child();
            PooledArena shared = pool.shared();
            SharedLease lease = pool.lease(8, 8);
            closedHere(confined);
            Thread other = Thread.ofPlatform().name("ebb-7").start(() -> {
                try {
                    closedHere(shared);
                    closedHere(lease);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            other.join();
            String here = Thread.currentThread().getName();
            assertTellsWhoClosed(here, () -> confined.allocate(8, 8));
            assertTellsWhoClosed(here, () -> confined.allocateFrom("x"));
            assertTellsWhoClosed(here, confined::close);
            assertTellsWhoClosed(here, confined::child);
            assertTellsWhoClosed(here, () -> child.allocate(8, 8));
            assertTellsWhoClosed("ebb-7", () -> shared.allocate(8, 8));
            assertTellsWhoClosed("ebb-7", shared::close);
            assertTellsWhoClosed("ebb-7", lease::segment);
        }
    }

    @Test
    void aListenerMayUseThePool() throws InterruptedException {
        var told = new CountDownLatch(3);
        List<ArenaPool> pools = new ArrayList<>();
        ArenaPool pool = ArenaPool.builder().onLeak(leak -> {
            try (PooledArena arena = pools.getFirst().confined()) {
                Segments.assertZero(arena.allocate(leak.bytes(), 8));
            }
            told.countDown();
        }).build();
        pools.add(pool);
        lostHere(pool);
        Collector.until("told", () -> {
            pool.flush();
            return told.getCount() == 0;
        });
        assertTrue(told.await(1, TimeUnit.SECONDS));
        Await.until("books", () -> pool.stats().open() == 0);
        pool.close();
    }
}
