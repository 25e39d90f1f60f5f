// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import dev.tidepool.spanalloc.internal.NativeAccess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * An arena for one thread: a fresh JDK arena, its <em>session</em>, that never leaves this object
 * and never allocates, and {@link Chunks} whose memory is handed out as segments of the session.
 *
 * <p>All fields are used by the owner alone, which each method checks first; so they are plain. For
 * the owner, a dead session is proof that its close is complete.
 */
final class ConfinedArena implements Filling {

    private final Ground ground;
    private final Arena session;
    private final Thread owner;
    /** Held so that this arena is not taken for a leak. */
    private final Epoch epoch;
    private Chunks chunks;
    /** The place in the family, if there is one. */
    private @Nullable Kin<ConfinedArena> kin;
    private boolean closingChildren;
    private @Nullable Throwable closedAt;
    private long allocatedBytes;

    private ConfinedArena(Ground ground, Arena session, Epoch epoch, Chunks chunks) {
        this.ground = ground;
        this.session = session;
        this.owner = Thread.currentThread();
        this.epoch = epoch;
        this.chunks = chunks;
        if (ground.diagnostics) {
            chunks.opened = ground.traceOpened();
        }
    }

    // ---- opening

    /**
     * Opens an arena for the current thread.
     *
     * @throws IllegalStateException if the pool is closed
     */
    static ConfinedArena open(Ground ground) {
        Arena session = Arena.ofConfined();
        Station station = ground.stations.current();
        if (station == null) {
            return openSlow(ground, session);
        }
        return open(ground, session, station);
    }

    private static ConfinedArena open(Ground ground, Arena session, Station station) {
        Epoch epoch = station.epoch();
        station.tally.countOpenedOpaque();
        if (ground.closed) { // after the count, see Ground.close
            station.tally.countClosedRelease(0);
            throw refused(ground);
        }
        return new ConfinedArena(ground, session, epoch, epoch.slots.take());
    }

    private static ConfinedArena openSlow(Ground ground, Arena session) {
        Station station = ground.stations.currentSlow();
        if (station != null) {
            return open(ground, session, station);
        }
        ground.counters.opened.increment();
        if (ground.closed) { // after the count, see Ground.close
            ground.counters.close(0);
            throw refused(ground);
        }
        return ground.stripes.take(
                (epoch, chunks) -> new ConfinedArena(ground, session, epoch, chunks));
    }

    private static IllegalStateException refused(Ground ground) {
        ground.finishIfLast();
        return Closed.pool(ground.name);
    }

    // ---- allocating

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        return allocate(byteSize, byteAlignment, ground.zeroes);
    }

    @Override
    public MemorySegment allocateUninitialized(long byteSize, long byteAlignment) {
        return allocate(byteSize, byteAlignment, false);
    }

    /** Allocates nothing but the segment. */
    private MemorySegment allocate(long byteSize, long byteAlignment, boolean zero) {
        Requests.check(byteSize, byteAlignment);
        checkThread();
        long start = chunks.carve(Math.max(1, byteSize), byteAlignment);
        if (start == 0) {
            return allocateSlow(byteSize, byteAlignment, zero);
        }
        return hand(NativeAccess.segment(start & ~Chunks.DIRTY, byteSize, session), zero, start);
    }

    private MemorySegment hand(MemorySegment segment, boolean zero, long start) {
        allocatedBytes += segment.byteSize();
        if (zero && start < 0) {
            segment.fill((byte) 0);
        }
        return segment;
    }

    private MemorySegment allocateSlow(long byteSize, long byteAlignment, boolean zero) {
        checkAlive();
        Chunks c = chunks;
        if (ground.jdkPools && allocatedBytes == 0 && c.isEmpty()
                && byteSize <= JdkPooling.MOST_BYTES && byteSize > 0
                && byteAlignment <= JdkPooling.MOST_ALIGNMENT) {
            return hand(session.allocate(byteSize, byteAlignment), false, 0);
        }
        long start = c.carveSlow(Math.max(1, byteSize), byteAlignment);
        MemorySegment segment = segment(c, start & ~Chunks.DIRTY, byteSize);
        Reference.reachabilityFence(epoch);
        return hand(segment, zero, start);
    }

    /** Makes a segment; the first one ties the epoch to the session. */
    private MemorySegment segment(Chunks c, long address, long byteSize) {
        if (c.anchored) {
            return NativeAccess.segment(address, byteSize, session);
        }
        c.anchored = true;
        return NativeAccess.segment(address, byteSize, session, epoch);
    }

    // ---- family

    @Override
    public PooledArena child() {
        checkThread();
        checkAlive();
        if (closingChildren) {
            throw Closed.closing();
        }
        Arena fresh = Arena.ofConfined();
        countOpened();
        var child = new ConfinedArena(ground, fresh, epoch, chunks.openChild());
        if (kin == null) {
            kin = new Kin<>(this);
        }
        child.kin = new Kin<>(child);
        kin.add(child.kin);
        return child;
    }

    private void countOpened() {
        Tally tally = epoch.slots.tally;
        if (tally != null) {
            tally.countOpenedOpaque();
        } else {
            ground.counters.opened.increment();
        }
    }

    @Override
    public long allocatedBytes() {
        return allocatedBytes;
    }

    @Override
    public MemorySegment.Scope scope() {
        return session.scope();
    }

    // ---- closing

    @Override
    public void close() {
        checkThread();
        checkAlive();
        if (kin != null) {
            closeFamily(kin);
        } else {
            closeSelf();
        }
    }

    private void closeFamily(Kin<ConfinedArena> place) {
        var failures = new Failures();
        closeChildren(place, failures);
        try {
            closeSelf();
        } catch (RuntimeException | Error e) {
            if (session.scope().isAlive()) {
                failures.yieldTo(e);
                throw e;
            }
            failures.add(e);
        }
        failures.rethrow();
    }

    /** Closes all children, the youngest first; throws as soon as one is refused. */
    private void closeChildren(Kin<ConfinedArena> place, Failures failures) {
        if (closingChildren) {
            throw Closed.closing(); // by a cleanup of a child
        }
        closingChildren = true;
        try {
            for (Kin<ConfinedArena> k = place.youngest(); k != null; k = place.youngest()) {
                try {
                    k.self.close();
                } catch (RuntimeException | Error e) {
                    if (place.youngest() == k) {
                        failures.yieldTo(e); // acquired, or this is a cleanup of the child
                        throw e;
                    }
                    failures.add(e);
                }
            }
        } finally {
            closingChildren = false;
        }
    }

    private void closeSelf() {
        try {
            session.close();
        } catch (RuntimeException | Error e) {
            if (session.scope().isAlive()) {
                ground.counters.refusedCloses.increment();
            } else {
                giveBack(); // a cleanup threw, after the end of the session
            }
            throw e;
        }
        giveBack();
    }

    private void giveBack() {
        Chunks c = chunks;
        chunks = Chunks.NONE;
        if (ground.diagnostics) {
            closedAt = ground.traceClosed();
        }
        long bytes = c.release();
        c.returnLoan();
        Slots slots = epoch.slots;
        Tally tally = slots.tally;
        if (kin != null && kin.isChild()) {
            c.closeChild();
            kin.leave();
        } else if (tally != null) {
            slots.give(c);
        } else {
            slots.giveStriped(c);
        }
        if (tally != null) {
            tally.countClosedRelease(bytes);
        } else {
            ground.counters.close(bytes);
        }
        Reference.reachabilityFence(epoch);
        if (ground.closed) { // after the count, see Ground.close
            ground.finishIfLast();
        }
    }

    // ---- checks

    private void checkThread() {
        if (Thread.currentThread() != owner) {
            throw Closed.wrongThread(owner);
        }
    }

    private void checkAlive() {
        if (!session.scope().isAlive()) {
            throw Closed.already(closedAt);
        }
    }

    /**
     * Checks what must hold between two calls.
     *
     * @throws IllegalStateException naming what does not hold
     */
    void checkInvariants() {
        if (session.scope().isAlive() == (chunks == Chunks.NONE)) {
            throw new IllegalStateException("the session and the memory do not agree");
        }
        epoch.slots.checkInvariants();
    }

    @Override
    public String toString() {
        return (session.scope().isAlive() ? "confined arena of pool '" : "closed arena of pool '")
                + ground.name + "'";
    }
}
