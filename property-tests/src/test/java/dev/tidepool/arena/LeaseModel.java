// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The batches of a pool's leases beside a list of each batch's leases. A batch is known by its
 * scope. One thread does all the steps, so it joins one stripe; the pool's own thread ends batches
 * meanwhile, so what is in limbo lies between two bounds, but after a flush is known.
 */
final class LeaseModel implements AutoCloseable {

    private static final long MOST_BYTES = 4 << 20;
    private static final int FEW = 64;
    private static final int MOST = 1024;
    private static final long OLD_NANOS = 50_000_000;

    /** The leases of a scope. */
    private static final class Batched {
        int open;
        int issued;
        long issuedBytes;
        long closedBytes;
    }

    private record Leased(SharedLease lease, MemorySegment segment, Batched batch) {}

    private final SpanAllocator allocator =
            SpanAllocator.builder().backgroundScavenger(false).build();
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 100 * OLD_NANOS); // will wrap
    private final ArenaPool pool = ArenaPool.builder().allocator(allocator).clock(now::get)
            .zeroing(Zeroing.NONE).name("leases").build();
    private final Map<MemorySegment.Scope, Batched> batches = new HashMap<>();
    private final List<Leased> open = new ArrayList<>();
    private MemorySegment.Scope last;
    private long beganAt;
    private boolean sealed;
    private long leased;

    void open(int byteSize) {
        long before = now.get();
        SharedLease lease = pool.lease(byteSize, 8);
        MemorySegment segment = lease.segment();
        assertEquals(byteSize, segment.byteSize());
        requireBatch(segment.scope(), before);
        Batched batch = batches.computeIfAbsent(segment.scope(), scope -> new Batched());
        batch.open++;
        batch.issued++;
        batch.issuedBytes += byteSize;
        open.add(new Leased(lease, segment, batch));
        leased++;
    }

    /** The batch of the last lease if it may take another, a new one if it may not. */
    private void requireBatch(MemorySegment.Scope scope, long at) {
        Batched batch = last == null ? null : batches.get(last);
        boolean full = batch == null || sealed || batch.issued >= MOST
                || batch.issuedBytes >= MOST_BYTES;
        boolean young = batch != null && batch.issued < FEW && at - beganAt < OLD_NANOS;
        if (full) {
            assertNotEquals(last, scope, "joined a batch that was sealed");
        } else if (young) {
            assertEquals(last, scope, "a new batch in vain");
        }
        if (!scope.equals(last)) {
            assertTrue(!batches.containsKey(scope), "joined an older batch");
            beganAt = at;
            last = scope;
            sealed = false;
        }
    }

    void openMany(int n) {
        for (int i = 0; i <= n; i++) {
            open(n);
        }
    }

    void close(int n) {
        if (!open.isEmpty()) {
            Leased one = open.remove(n % open.size());
            one.lease.close();
            one.lease.close();
            one.batch.open--;
            one.batch.closedBytes += one.segment.byteSize();
        }
    }

    void closeMany(int n) {
        for (int i = 0; i <= n; i++) {
            close(n);
        }
    }

    void grow(int millis) {
        now.addAndGet(millis * 1_000_000L);
        pool.ground().leases.sealAged();
        sealed |= now.get() - beganAt >= OLD_NANOS;
    }

    /** Seals all batches and ends those of which all leases are closed. */
    void flush() {
        pool.flush();
        sealed = true;
        long limbo = 0;
        long left = 0;
        for (var entry : batches.entrySet()) {
            Batched batch = entry.getValue();
            assertEquals(batch.open > 0, entry.getKey().isAlive(), "scope after a flush");
            limbo += batch.open > 0 ? batch.closedBytes : 0;
            left += batch.open > 0 ? 1 : 0;
        }
        assertEquals(limbo, pool.stats().limboBytes());
        assertEquals(left, pool.stats().batches());
        batches.values().removeIf(batch -> batch.open == 0);
    }

    void check() {
        pool.ground().leases.checkInvariants();
        long limbo = pool.stats().limboBytes();
        long atLeast = 0; // a scope that is alive now was alive then
        long atMost = 0;
        for (var entry : batches.entrySet()) {
            Batched batch = entry.getValue();
            boolean alive = entry.getKey().isAlive();
            assertTrue(alive || batch.open == 0, "ended under an open lease");
            atLeast += alive ? batch.closedBytes : 0;
            atMost += batch.closedBytes;
        }
        long least = atLeast;
        long most = atMost;
        assertTrue(limbo >= least && limbo <= most,
                () -> "limbo " + limbo + ", not from " + least + " to " + most);
        ArenaStats stats = pool.stats();
        assertEquals(open.size(), stats.leasesOpen());
        assertEquals(leased, stats.leasesOpened());
        assertEquals(open.stream().mapToLong(one -> one.segment.byteSize()).sum(),
                stats.leasedBytes());
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            close(0);
        }
        check();
        flush();
        pool.close();
        assertTrue(pool.ground().isFinished(), "nothing is open");
        assertEquals(0, allocator.stats().liveBlocks());
        allocator.close();
    }
}
