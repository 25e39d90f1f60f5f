// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A thread that stays inside an access delays the reuse of memory and nothing else. */
@ExtendWith(RefusedMemory.class)
@Timeout(60)
class SharedLeaseDelayTest {
    /** The long run of the other tests makes this one long too. */
    private static final long FILLED =
            System.getProperty("dev.tidepool.arena.rounds") == null ? 1L << 28 : 1L << 30;

    private final SpanAllocator allocator =
            SpanAllocator.builder().backgroundScavenger(false).build();
    private final ArenaPool pool =
            ArenaPool.builder().allocator(allocator).limboBytes(1L << 31).build();

    @AfterEach
    void allComesBack() {
        pool.close();
        Await.until("limbo", () -> {
            pool.flush();
            return pool.stats().limboBytes() == 0 && pool.stats().batches() == 0;
        });
        Books.assertNothingOpen(pool);
        assertEquals(0, allocator.stats().liveBlocks());
        allocator.close();
    }

    @Test
    void aLongFillDelaysNoLeaseAndNoClose() throws Throwable {
        SharedLease large = pool.lease(FILLED, 8);
        MemorySegment segment = large.segment();
        segment.fill((byte) 1); // its pages exist from here on
        var inside = new CountDownLatch(1);
        var outside = new AtomicBoolean();
        Thread filler = Thread.ofPlatform().daemon().start(() -> {
            inside.countDown();
            for (int i = 0; i < 3; i++) {
                segment.fill((byte) i);
            }
            outside.set(true);
        });
        inside.await();
        int leases = 0;
        while (!outside.get()) {
            try (SharedLease lease = pool.lease(64, 8)) {
                lease.segment().fill((byte) 1);
            }
            leases++;
        }
        filler.join();
        int count = leases;
        assertTrue(count > 200, () -> "only " + count + " leases meanwhile: " + pool.stats());
        large.close();
    }

    @Test
    void aReadDelaysTheReuseOfItsScopeOnly() throws Throwable {
        SharedLease used = pool.lease(64, 8);
        MemorySegment segment = used.segment();
        try (var read = new BlockedRead(segment)) {
            used.close();
            assertThrows(IllegalStateException.class, used::segment);
            List<MemorySegment> others = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                try (SharedLease lease = pool.lease(64, 8)) {
                    others.add(lease.segment());
                    assertTrue(!Segments.overlap(segment, lease.segment()), "in use twice");
                }
                if (i % 100 == 0) {
                    pool.flush();
                }
            }
            Await.until("the end of the others", () -> {
                pool.flush();
                return others.stream().filter(o -> o.scope().isAlive()).count() < 64;
            });
            assertTrue(segment.scope().isAlive());
            read.end((byte) 42);
            assertTrue(!segment.scope().isAlive() || segment.get(JAVA_BYTE, 0) == 42);
        }
        Await.until("its own end", () -> {
            pool.flush();
            return !segment.scope().isAlive();
        });
    }

    @Test
    void aReadDelaysNoPoolFromClosing() throws Throwable {
        SharedLease used = pool.lease(64, 8);
        MemorySegment segment = used.segment();
        try (var read = new BlockedRead(segment)) {
            used.close();
            pool.close();
            assertThrows(IllegalStateException.class, () -> pool.lease(1, 1));
            assertThrows(IllegalStateException.class, allocator::close);
            assertTrue(segment.scope().isAlive());
            read.end((byte) 1);
        }
    }

    @Test
    void leasesAreOpenedAndClosedByManyThreadsAtOnce() throws Throwable {
        for (Elsewhere elsewhere : Elsewhere.values()) {
            elsewhere.together(8, thread -> {
                List<SharedLease> open = new ArrayList<>();
                for (int i = 0; i < 2000; i++) {
                    SharedLease lease = pool.lease(i % 300, 8);
                    Segments.assertZero(lease.segment());
                    Segments.stamp(lease.segment(), thread * 10_000L + i);
                    open.add(lease);
                    if (open.size() == 20) {
                        for (int j = 0; j < 20; j++) {
                            Segments.assertStamped(
                                    open.get(j).segment(), thread * 10_000L + i - 19 + j);
                        }
                        open.forEach(SharedLease::close);
                        open.clear();
                        Thread.yield();
                    }
                }
                open.forEach(SharedLease::close);
            });
        }
        assertEquals(32_000, pool.stats().leasesClosed());
    }

    /** More threads than there are places for new batches, on a machine with two processors. */
    @Test
    void manyThatBeginABatchAtOnceBeginOne() throws Throwable {
        int threads = 2 * Runtime.getRuntime().availableProcessors() + 1;
        var line = new CyclicBarrier(threads);
        Elsewhere.PLATFORM.together(threads, thread -> {
            for (int i = 0; i < 300; i++) {
                if (thread == 0) {
                    pool.flush();
                }
                Elsewhere.meet(line);
                pool.lease(100, 8).close();
            }
        });
        pool.flush();
        Await.until("batches: " + pool.stats(), () -> pool.stats().batches() == 0);
        assertEquals(0, Books.assertBalance(pool).limboBytes());
    }

    /** What was wrongly counted would end the pool too early, or never. */
    @Test
    void howeverBatchesBeganThePoolEndsAfterTheLastLease() throws Throwable {
        for (int round = 0; round < 40; round++) {
            SpanAllocator own = SpanAllocator.builder().backgroundScavenger(false).build();
            ArenaPool brief = ArenaPool.builder().allocator(own).build();
            var kept = new SharedLease[8];
            Elsewhere.PLATFORM.together(8, thread -> {
                kept[thread] = brief.lease(3000, 8);
                Segments.stamp(kept[thread].segment(), thread);
            });
            for (int i = 1; i < 8; i++) {
                kept[i].close();
            }
            brief.close();
            assertThrows(IllegalStateException.class, own::close);
            Segments.assertStamped(kept[0].segment(), 0);
            kept[0].close();
            Await.until("the end of the pool", () -> closes(own));
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

    @Test
    void aThreadThatClosesWhatAnotherOpenedIsAsGood() throws Throwable {
        SharedLease[] handed = new SharedLease[64];
        for (int round = 0; round < 50; round++) {
            for (int i = 0; i < handed.length; i++) {
                handed[i] = pool.lease(100, 8);
                Segments.stamp(handed[i].segment(), i);
            }
            Elsewhere.values()[round % 2].together(2, thread -> {
                for (int i = thread; i < handed.length; i += 2) {
                    Segments.assertStamped(handed[i].segment(), i);
                    handed[i].close();
                }
            });
        }
        assertEquals(3200, pool.stats().leasesClosed());
    }
}
