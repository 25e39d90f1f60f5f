// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import dev.tidepool.spanalloc.SpanAllocator;
import dev.tidepool.spanalloc.internal.BlockAccess;
import dev.tidepool.spanalloc.internal.NativeAccess;
import dev.tidepool.spanalloc.internal.Zeros;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the arenas and leases of one pool stand on: its settings, its memory, its counters, and its
 * end. It leads to no arena, so that it can be held where leaks are looked for.
 */
final class Ground {

    private static final BlockAccess<SpanAllocator> BLOCKS =
            BlockAccess.of(SpanAllocator.class);

    final String name;
    /** Whether arenas use blocks; false: each wraps a JDK arena. */
    final boolean recycling;
    final long blockBytes;
    /** Whether an allocation is to read as zero. */
    final boolean zeroes;
    /** Whether memory is wiped when it goes back. */
    final boolean wipes;
    final boolean diagnostics;
    /** Whether the JDK pools small confined arenas itself. */
    final boolean jdkPools;
    final LongSupplier clock;

    final Counters counters = new Counters();
    final Stations stations = new Stations(this);
    final Leases leases;

    private final @Nullable SpanAllocator allocator;
    private final boolean ownAllocator;
    final LeakLog leakLog;

    /** Read after what is opened has been counted. */
    volatile boolean closed;
    /** Written after every thread has seen {@link #closed}; the counts can only fall from then. */
    private volatile boolean settled;
    private final AtomicBoolean finished = new AtomicBoolean();

    Ground(ArenaPool.Builder settings) {
        name = settings.name;
        recycling = settings.recycling && NativeMode.recycles();
        blockBytes = settings.blockBytes;
        zeroes = settings.zeroing != Zeroing.NONE;
        wipes = settings.zeroing == Zeroing.ON_CLOSE;
        diagnostics = settings.diagnostics;
        Boolean pools = settings.jdkPools;
        jdkPools = pools != null ? pools : JdkPooling.present();
        clock = settings.clock;
        leakLog = new LeakLog(name, diagnostics, settings.onLeak);
        ownAllocator = settings.allocator == null;
        SpanAllocator given = settings.allocator;
        allocator = !recycling ? null
                : given != null ? given : SpanAllocator.builder().name(name).build();
        if (allocator != null) {
            BLOCKS.enlist(allocator, tenant());
        }
        leases = new Leases(this, settings.limboBytes);
    }

    private String tenant() {
        return "arena pool '" + name + "'";
    }

    // ---- memory

    private SpanAllocator allocator() {
        return Objects.requireNonNull(allocator);
    }

    /** As {@link BlockAccess#take}. */
    long take(long byteSize, long byteAlignment) {
        return BLOCKS.take(allocator(), byteSize, byteAlignment);
    }

    void give(long address) {
        allocator().freeAddress(address);
    }

    /** Zeroes memory that no living segment covers. */
    static void wipe(long address, long byteSize) {
        Zeros.fill(NativeAccess.segment(address, byteSize, Arena.global()));
    }

    /** {@return whether memory reads as zero; for checks} */
    static boolean isZero(long address, long byteSize) {
        if (byteSize <= 0) {
            return true;
        }
        MemorySegment bytes = NativeAccess.segment(address, byteSize, Arena.global());
        for (long i = 0; i < byteSize; i++) {
            if (bytes.get(ValueLayout.JAVA_BYTE, i) != 0) {
                return false;
            }
        }
        return true;
    }

    OutOfMemoryError refuse(String message, long askedBytes, long heldBytes) {
        return BLOCKS.refuse(message, askedBytes, heldBytes);
    }

    // ---- counting

    /** {@return a note of who opens something, if notes are wanted} */
    @Nullable Throwable traceOpened() {
        return diagnostics ? Closed.opened() : null;
    }

    /** {@return a note of who closes something, if notes are wanted} */
    @Nullable Throwable traceClosed() {
        return diagnostics ? Closed.here() : null;
    }

    ArenaStats stats() {
        Counters c = counters;
        long reclaimed = c.reclaimed.sum();
        long leasesClosed = c.leasesClosed.sum();
        long leasesReclaimed = c.leasesReclaimed.sum();
        long batchesEnded = c.batchesEnded.sum();
        Slots.Sums sum = stations.sum();
        long leasesFailed = c.leasesFailed.sum();
        long leasesOpened = c.leasesOpened.sum() - leasesFailed;
        return new ArenaStats(
                name, recycling,
                sum.opened, sum.opened - sum.closed, sum.closed - reclaimed, reclaimed,
                c.refusedCloses.sum(), sum.held, sum.kept,
                leasesOpened, leasesOpened - leasesClosed - leasesReclaimed,
                leasesClosed, leasesReclaimed,
                c.leasedBytes.sum(), leases.limboBytes(),
                c.batchesOpened.sum() - batchesEnded, c.handshakes.sum(), c.handshakeNanos.sum(),
                c.condemned.sum());
    }

    /** Each kind of thing by itself, its ends before its beginnings; see {@link Counters}. */
    private boolean isEmpty() {
        Counters c = counters;
        long leasesEnded = c.leasesClosed.sum() + c.leasesReclaimed.sum() + c.leasesFailed.sum();
        if (c.leasesOpened.sum() != leasesEnded) {
            return false;
        }
        long batchesEnded = c.batchesEnded.sum(); // no lease is open, so there will be no more
        return c.batchesOpened.sum() == batchesEnded && stations.isEmpty();
    }

    /**
     * Undoes what was counted for an arena that did not come about.
     *
     * @param givenUp whether its place has been given up, which counts
     */
    void notOpened(boolean givenUp) {
        if (!givenUp) {
            counters.refusedOpens.increment();
        }
        if (closed) {
            finishIfLast();
        }
    }

    // ---- the end

    /**
     * Refuses what is opened from now on. Who opens something counts it and then looks at
     * {@link #closed}; this writes {@code closed}, makes every thread pass a handshake, and then
     * counts. So whatever is not counted here found the pool closed.
     */
    @SuppressWarnings("MustBeClosedChecker")
    void close() {
        if (settled) {
            return; // not so after a close that failed
        }
        closed = true;
        leases.shut();
        Arena.ofShared().close();
        settled = true;
        finishIfLast();
    }

    /** To be called by who has counted an end, if the pool is closed. */
    void finishIfLast() {
        if (settled && isEmpty() && finished.compareAndSet(false, true)) {
            leases.end();
            SpanAllocator a = allocator;
            if (a != null) {
                stations.releaseKept();
                BLOCKS.dismiss(a, tenant());
                if (ownAllocator) {
                    a.close();
                }
            }
        }
    }

    /** {@return whether nothing of the pool is left} */
    boolean isFinished() {
        return finished.get();
    }
}
