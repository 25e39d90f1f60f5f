// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.util.Objects.requireNonNull;

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
// A session is closed with its arena. Where an exception passes a fence, nothing was written.
@SuppressWarnings({"MustBeClosedChecker", "ReachabilityFenceUsage"})
final class ConfinedArena implements Filling {

    private final Ground ground;
    private final Arena session;
    private final Thread owner;
    /** Held so that this arena is not taken for a leak. */
    private final Epoch epoch;
    /** Of the slot: only while the session is alive is it this arena's. */
    private final Chunks chunks;
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
        NativeAccess.segment(0, 0, session, epoch); // whoever reaches the session reaches the epoch
        if (ground.diagnostics) {
            chunks.open(ground.traceOpened());
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
        Epoch epoch = null;
        Chunks chunks = null;
        if (!station.striped) {
            epoch = station.epoch();
            chunks = epoch.slots.take();
        }
        while (epoch == null || chunks == null) {
            epoch = station.epochStriped(epoch);
            chunks = epoch.slots.takeStriped();
        }
        if (ground.closed) { // after the take, see Ground.close
            epoch.slots.giveUp(chunks);
            ground.finishIfLast();
            throw Closed.pool(ground.name);
        }
        try {
            return new ConfinedArena(ground, session, epoch, chunks);
        } catch (Throwable e) { // no room on the heap
            epoch.slots.giveUp(chunks);
            throw e;
        }
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

    /**
     * Makes no object but the segment. Memory is got and zeroed by its address, so that this object
     * need not be made if all of this is inlined. That is safe because only the owner could end the
     * session meanwhile.
     */
    private MemorySegment allocate(long byteSize, long byteAlignment, boolean zero) {
        Requests.check(byteSize, byteAlignment);
        checkThread();
        checkAlive();
        if (ground.jdkPools && isForJdk(byteSize, byteAlignment)) {
            MemorySegment segment = session.allocate(byteSize, byteAlignment);
            allocatedBytes = byteSize;
            return segment;
        }
        Chunks c = chunks;
        long address = c.carve(Math.max(1, byteSize), byteAlignment);
        if (address <= 0) {
            address = c.carveSlow(address, byteSize, byteAlignment, zero);
        }
        MemorySegment segment = NativeAccess.segment(address, byteSize, session);
        allocatedBytes += byteSize;
        Reference.reachabilityFence(epoch);
        return segment;
    }

    /** Whether to leave an allocation to the JDK: the first one, if it is small. */
    private boolean isForJdk(long byteSize, long byteAlignment) {
        return allocatedBytes == 0 && byteSize > 0 && byteSize <= JdkPooling.MOST_BYTES
                && byteAlignment <= JdkPooling.MOST_ALIGNMENT;
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
        var child = new ConfinedArena(ground, fresh, epoch, chunks.openChild());
        if (kin == null) {
            kin = new Kin<>(this);
        }
        child.kin = new Kin<>(child);
        epoch.slots.countChildOpened(); // after what may fail
        kin.add(child.kin);
        return child;
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
        Kin<ConfinedArena> place = kin;
        if (place != null) {
            closeFamily(place);
        } else {
            endSession();
            epoch.slots.close(chunks);
            Reference.reachabilityFence(epoch);
        }
    }

    /** Closes the session; if that is refused, nothing has happened. */
    private void endSession() {
        try {
            session.close();
        } catch (RuntimeException | Error e) {
            failed();
            throw e;
        }
        if (ground.diagnostics) {
            closedAt = ground.traceClosed();
        }
    }

    private void failed() {
        if (session.scope().isAlive()) {
            ground.counters.refusedCloses.increment();
        } else {
            giveBack(); // a cleanup threw, after the end of the session
        }
    }

    private void giveBack() {
        if (kin != null && kin.leave() != null) {
            epoch.slots.closeChild(chunks);
        } else {
            epoch.slots.close(chunks);
        }
        Reference.reachabilityFence(epoch);
    }

    private void closeFamily(Kin<ConfinedArena> place) {
        if (place.youngest() == null) {
            endSession();
            giveBack();
            return;
        }
        if (closingChildren) {
            throw Closed.closing(); // this is a cleanup of a descendant
        }
        var failures = new Failures();
        closingChildren = true;
        try {
            for (Kin<ConfinedArena> k = place.leaf(); k != place; ) {
                Kin<ConfinedArena> parent = requireNonNull(k.parent());
                k.self.closeLeaf(failures);
                k = parent.leaf();
            }
        } finally {
            closingChildren = false;
        }
        closeLeaf(failures);
        failures.rethrow();
    }

    /** Closes an arena without children; throws only if it is refused. */
    private void closeLeaf(Failures failures) {
        if (!session.scope().isAlive()) {
            IllegalStateException e = Closed.closing(); // this is a cleanup of it
            failures.yieldTo(e);
            throw e;
        }
        try {
            endSession();
            giveBack();
        } catch (RuntimeException | Error e) {
            if (session.scope().isAlive()) {
                failures.yieldTo(e);
                throw e;
            }
            failures.add(e);
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
        epoch.slots.checkInvariants();
    }

    @Override
    public String toString() {
        return (session.scope().isAlive() ? "confined arena of pool '" : "closed arena of pool '")
                + ground.name + "'";
    }
}
