// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.OffHeapMemoryError;
import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory for any thread, whose reuse waits until the last access is refused. */
@ExtendWith(RefusedMemory.class)
@Timeout(60)
@ParameterizedClass
@ValueSource(booleans = {true, false})
class SharedLeaseTest {

    @Parameter
    boolean recycling;

    private final SpanAllocator allocator =
            SpanAllocator.builder().backgroundScavenger(false).build();
    private ArenaPool pool;

    private void open(long limboBytes) {
        pool = ArenaPool.builder().allocator(allocator).recycling(recycling)
                .limboBytes(limboBytes).build();
    }

    @BeforeEach
    void openPool() {
        open(1 << 26);
    }

    @AfterEach
    void allComesBackWhenAllIsClosed() {
        pool.close();
        awaitNoLimbo();
        Books.assertNothingOpen(pool);
        assertEquals(0, pool.stats().batches());
        assertEquals(0, allocator.stats().liveBlocks());
        allocator.close();
    }

    private void awaitNoLimbo() {
        Await.until("limbo", () -> {
            ArenaStats stats = pool.stats();
            return stats.limboBytes() == 0 && stats.batches() == 0
                    && allocator.stats().liveBlocks() == 0;
        });
    }

    @Test
    void itsSegmentIsAsAskedFor() {
        for (long size : new long[] {0, 1, 7, 64, 1000, 4096, 40_000, 1 << 20, (4 << 20) + 1}) {
            for (long alignment = 1; alignment <= 1 << 16; alignment *= 4) {
                try (SharedLease lease = pool.lease(size, alignment)) {
                    MemorySegment segment = lease.segment();
                    assertEquals(size, segment.byteSize());
                    Segments.assertAligned(segment, alignment);
                    Segments.assertZero(segment);
                    Segments.dirty(segment);
                    assertSame(segment, lease.segment());
                    assertTrue(segment.scope().isAlive());
                    assertFalse(segment.isReadOnly());
                }
            }
        }
    }

    @Test
    void badRequestsAreRefusedAsByAnArena() {
        try (Arena model = Arena.ofShared()) {
            for (long size : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 50}) {
                for (long alignment : new long[] {1, 8, 0, 3, -1, Long.MIN_VALUE, 1L << 62}) {
                    assertEquals(
                            Probe.answer(model, arena -> arena.allocate(size, alignment)),
                            Probe.answer(model, arena -> pool.lease(size, alignment).close()),
                            () -> size + " aligned to " + alignment);
                }
            }
        }
        assertEquals(0, pool.stats().leasesOpen());
    }

    @Test
    void onceClosedItHasNoSegment() {
        SharedLease lease = pool.lease(64, 8);
        MemorySegment segment = lease.segment();
        lease.close();
        assertThrows(IllegalStateException.class, lease::segment);
        lease.close();
        lease.close();
        assertThrows(IllegalStateException.class, lease::segment);
        assertEquals(1, pool.stats().leasesClosed());
        assertEquals(0, pool.stats().leasesOpen());
        Await.until("the scope's end", () -> !segment.scope().isAlive());
        assertThrows(IllegalStateException.class, () -> segment.get(JAVA_BYTE, 0));
        lease.close();
        assertEquals(1, pool.stats().leasesClosed());
    }

    @Test
    void anyThreadUsesItAndAnyThreadClosesItOnce() throws Throwable {
        for (Elsewhere elsewhere : Elsewhere.values()) {
            for (int round = 0; round < 100; round++) {
                SharedLease lease = pool.lease(64, 8);
                Segments.stamp(lease.segment(), round);
                int stamp = round;
                elsewhere.run(() -> Segments.assertStamped(lease.segment(), stamp));
                elsewhere.together(3, thread -> lease.close());
                assertThrows(IllegalStateException.class, lease::segment);
            }
        }
        assertEquals(200, pool.stats().leasesClosed());
    }

    @Test
    void noMemoryIsHandedOutBeforeItsLastViewIsRefused() {
        Map<Long, MemorySegment> last = new HashMap<>();
        int again = 0;
        for (int i = 0; i < 3000; i++) {
            try (SharedLease lease = pool.lease(256, 8)) {
                MemorySegment before = last.put(lease.segment().address(), lease.segment());
                if (before != null) {
                    again++;
                    assertFalse(before.scope().isAlive());
                    assertThrows(IllegalStateException.class, () -> before.get(JAVA_BYTE, 0));
                }
                Segments.assertZero(lease.segment());
                Segments.dirty(lease.segment());
            }
            if (i % 100 == 99) {
                pool.flush();
            }
        }
        assertTrue(again > 0 || !recycling, "nothing was handed out again");
    }

    @Test
    void aLateAccessTouchesNobodyElse() {
        List<MemorySegment> stale = new ArrayList<>();
        List<SharedLease> live = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            SharedLease lease = pool.lease(128, 8);
            stale.add(lease.segment());
            lease.close();
            live.add(pool.lease(128, 8));
            Segments.stamp(live.getLast().segment(), i);
        }
        stale.forEach(segment -> {
            try {
                Segments.dirty(segment);
            } catch (IllegalStateException e) {
                // its scope has ended
            }
        });
        for (int i = 0; i < live.size(); i++) {
            Segments.assertStamped(live.get(i).segment(), i);
        }
        live.forEach(SharedLease::close);
    }

    @Test
    void leasesThatAreOpenTogetherAreApart() {
        var random = new Random(3);
        var apart = new Segments.Apart();
        List<SharedLease> open = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            if (open.size() > 100) {
                SharedLease lease = open.remove(random.nextInt(open.size()));
                apart.remove(lease.segment());
                lease.close();
            }
            open.add(pool.lease(random.nextInt(1 << random.nextInt(12)), 1L << random.nextInt(7)));
            apart.add(open.getLast().segment());
            Segments.assertZero(open.getLast().segment());
            Segments.dirty(open.getLast().segment());
        }
        open.forEach(SharedLease::close);
    }

    @Test
    void limboIsBounded() {
        pool.close();
        open(1 << 20);
        int refused = 0;
        for (int i = 0; i < 5000; i++) {
            try (SharedLease lease = pool.lease(50_000, 8)) {
                lease.segment().set(JAVA_BYTE, 0, (byte) 1);
            } catch (OffHeapMemoryError e) {
                refused++;
            }
            long limbo = pool.stats().limboBytes();
            assertTrue(limbo <= (1 << 20) + 50_000, () -> "limbo " + limbo);
        }
        assertTrue(refused < 5000, "all were refused");
        awaitNoLimbo();
        pool.lease(50_000, 8).close();
    }

    @Test
    void aFullLimboRefusesAndWorksAgainLater() throws Exception {
        Assumptions.assumeTrue(recycling);
        pool.close();
        open(1 << 20);
        SharedLease held = pool.lease(100, 8);
        try (var read = new BlockedRead(held.segment())) {
            OffHeapMemoryError error = null;
            for (int i = 0; i < 100 && error == null; i++) {
                try {
                    pool.lease(100_000, 8).close();
                } catch (OffHeapMemoryError e) {
                    error = e;
                }
            }
            // What shares the scope with the lease in use cannot come back.
            if (error != null) {
                assertTrue(error.getMessage().matches("(?s).*\\d+.*"), error::getMessage);
                assertTrue(error.askedBytes() == 100_000, error::getMessage);
            }
            Segments.assertZero(pool.confined().allocate(10, 1));
            Books.assertBalance(pool);
            read.end((byte) 9);
        }
        assertEquals(9, held.segment().get(JAVA_BYTE, 0));
        held.close();
        Await.until("limbo", () -> pool.stats().limboBytes() == 0);
        pool.lease(100_000, 8).close();
        Collector.until("the arena lost above", () -> pool.stats().open() == 0);
    }

    @Test
    void openLeasesOutliveThePool() {
        SharedLease open = pool.lease(64, 8);
        SharedLease closed = pool.lease(64, 8);
        Segments.stamp(open.segment(), 4);
        closed.close();
        pool.close();
        assertThrows(IllegalStateException.class, () -> pool.lease(64, 8));
        assertThrows(IllegalArgumentException.class, () -> pool.lease(-1, 8));
        Segments.assertStamped(open.segment(), 4);
        open.close();
        assertThrows(IllegalStateException.class, open::segment);
    }

    @Test
    void theFiguresAreExactWhileNobodyIsInside() {
        List<SharedLease> open = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            open.add(pool.lease(100, 8));
        }
        ArenaStats full = Books.assertBalance(pool);
        assertEquals(200, full.leasesOpen());
        assertEquals(20_000, full.leasedBytes());
        open.subList(0, 50).forEach(SharedLease::close);
        ArenaStats some = Books.assertBalance(pool);
        assertEquals(150, some.leasesOpen());
        assertEquals(50, some.leasesClosed());
        assertEquals(15_000, some.leasedBytes());
        assertTrue(some.limboBytes() <= 5000, some::toString);
        open.forEach(SharedLease::close);
        ArenaStats none = Books.assertBalance(pool);
        assertEquals(0, none.leasesOpen());
        assertEquals(0, none.leasedBytes());
    }

    @Test
    void manyClosesShareOneHandshake() {
        for (int i = 0; i < 6400; i++) {
            pool.lease(64, 8).close();
        }
        awaitNoLimbo();
        long handshakes = pool.stats().handshakes();
        assertTrue(handshakes > 0 && handshakes <= 640, () -> pool.stats().toString());
    }
}
