// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.util.Objects.requireNonNull;

import dev.tidepool.spanalloc.internal.NativeAccess;
import dev.tidepool.spanalloc.internal.Zeros;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * An arena for all threads. Without native access it is also what stands for a confined one: then
 * there are no chunks, and the session itself allocates.
 *
 * <pre>
 *            a child is refused             the session is refused
 *   OPEN &lt;------------------- CLOSING   OPEN &lt;------------------- ENDING
 *     ------------------------&gt;   ---------------------------------&gt; ----------&gt; CLOSED
 *       close, there are children     no children are left             the session has ended
 * </pre>
 *
 * <p>Only who brought the arena to ENDING gives memory back, after the session's close returned: a
 * dead session alone is no proof that no other thread is inside an access.
 */
// A session is closed with its arena. Where an exception passes a fence, nothing was written.
@SuppressWarnings({"MustBeClosedChecker", "ReachabilityFenceUsage"})
final class SharedArena implements Filling {

    private static final int OPEN = 0;
    private static final int CLOSING = 1;
    private static final int ENDING = 2;
    private static final int CLOSED = 3;

    private final Family family;
    private final Ground ground;
    private final Arena session;
    private final @Nullable Chunks chunks;
    private final Kin<SharedArena> kin = new Kin<>(this);

    // Guarded by the family.
    private int state = OPEN;
    private @Nullable Thread closer;
    private @Nullable Throwable closedAt;
    private long allocatedBytes;

    private SharedArena(Family family, Arena session, @Nullable Chunks chunks) {
        this.family = family;
        this.ground = family.ground;
        this.session = session;
        this.chunks = chunks;
        if (chunks != null && family.epoch != null) {
            NativeAccess.segment(0, 0, session, family.epoch);
            chunks.open(ground.traceOpened());
        }
    }

    // ---- opening

    /**
     * Opens an arena for all threads.
     *
     * @throws IllegalStateException if the pool is closed
     */
    static SharedArena open(Ground ground) {
        return open(ground, false);
    }

    /** Opens an arena for the current thread that is a plain JDK arena. */
    static SharedArena openPlainConfined(Ground ground) {
        return open(ground, true);
    }

    private static SharedArena open(Ground ground, boolean confined) {
        Arena session = session(confined);
        Epoch epoch = null;
        Chunks chunks = null;
        if (ground.recycling) {
            epoch = Epoch.begin(new Slots(ground, ArenaLeak.SHARED, 1, true));
            chunks = epoch.slots.takeStriped();
        } else {
            ground.counters.opened.increment();
        }
        try {
            if (ground.closed) { // after the count, see Ground.close
                throw Closed.pool(ground.name);
            }
            var family = new Family(ground, confined ? Thread.currentThread() : null, epoch);
            return new SharedArena(family, session, chunks);
        } catch (Throwable e) { // also for want of room on the heap
            ground.notOpened(Epoch.giveUp(epoch, chunks));
            throw e;
        }
    }

    private static Arena session(boolean confined) {
        return confined ? Arena.ofConfined() : Arena.ofShared();
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

    private MemorySegment allocate(long byteSize, long byteAlignment, boolean zero) {
        Requests.check(byteSize, byteAlignment);
        checkThread();
        Chunks c = chunks;
        if (c == null) {
            return allocatePlain(byteSize, byteAlignment);
        }
        long start;
        synchronized (family) {
            checkAlive();
            long need = Math.max(1, byteSize);
            start = c.carve(need, byteAlignment);
            if (start == 0) {
                start = c.findRoom(need, byteAlignment);
            }
            allocatedBytes += byteSize;
        }
        MemorySegment segment =
                NativeAccess.segment(start & ~Chunks.DIRTY, byteSize, session);
        if (zero && start < 0) {
            Zeros.fill(segment); // through the session: if it has ended, nothing is written
        }
        Reference.reachabilityFence(family);
        return segment;
    }

    private MemorySegment allocatePlain(long byteSize, long byteAlignment) {
        synchronized (family) {
            checkAlive();
        }
        MemorySegment segment = session.allocate(byteSize, byteAlignment);
        synchronized (family) {
            allocatedBytes += byteSize;
        }
        return segment;
    }

    // ---- family

    @Override
    public PooledArena child() {
        checkThread();
        Arena fresh = session(family.owner != null);
        synchronized (family) {
            checkAlive();
            if (state != OPEN) {
                throw Closed.closing();
            }
            var child = new SharedArena(family, fresh, chunks == null ? null : chunks.openChild());
            ground.counters.opened.increment(); // after what may fail
            kin.add(child.kin);
            return child;
        }
    }

    @Override
    public long allocatedBytes() {
        synchronized (family) {
            return allocatedBytes;
        }
    }

    @Override
    public MemorySegment.Scope scope() {
        return session.scope();
    }

    // ---- closing

    @Override
    public void close() {
        checkThread();
        var failures = new Failures(); // first, as it may fail for want of room on the heap
        while (!enter()) {
            Thread.onSpinWait(); // the other one is about to store the session's end, or is refused
        }
        try {
            closeEntered(failures);
        } catch (StackOverflowError | OutOfMemoryError e) { // which may strike anywhere
            if (isEnding() && session.scope().isAlive()) {
                toOpen(this);
            }
            throw e;
        }
    }

    /**
     * Begins to close.
     *
     * @return false if another thread is closing and it is not certain yet whether it succeeds
     * @throws IllegalStateException if the arena is closed, or children are being closed
     */
    private boolean enter() {
        synchronized (family) {
            if (state == ENDING && closer != Thread.currentThread() && session.scope().isAlive()) {
                return false;
            }
            if (state == CLOSING) {
                throw Closed.closing();
            }
            if (state != OPEN) {
                throw Closed.already(closedAt);
            }
            openToClosing();
            return true;
        }
    }

    private void openToClosing() {
        Thread me = Thread.currentThread();
        state = kin.youngest() == null ? ENDING : CLOSING;
        closer = me; // after the last call, in which the stack may overflow
    }

    /** Closes the descendants, each before its parent and the youngest first, then this. */
    private void closeEntered(Failures failures) {
        SharedArena at = this;
        while (true) {
            SharedArena leaf = descend(at, failures);
            if (leaf == at && leaf.isEnding()) {
                SharedArena parent = leaf.parent();
                endSession(leaf, failures);
                if (leaf == this) {
                    failures.rethrow();
                    return;
                }
                at = requireNonNull(parent);
            } else if (leaf == at) {
                Thread.yield(); // another thread is closing a child
            } else {
                at = leaf;
            }
        }
    }

    private boolean isEnding() {
        synchronized (family) {
            return state == ENDING;
        }
    }

    private @Nullable SharedArena parent() {
        synchronized (family) {
            Kin<SharedArena> parent = kin.parent();
            return parent == null ? null : parent.self;
        }
    }

    /**
     * Begins to close the youngest child, if there is one.
     *
     * @return this child; {@code at} if there is none, or if another thread is closing it
     * @throws IllegalStateException if this is a cleanup of the child; all is open again then
     */
    private SharedArena descend(SharedArena at, Failures failures) {
        synchronized (family) {
            Kin<SharedArena> youngest = at.kin.youngest();
            if (youngest == null) {
                at.state = ENDING;
                return at;
            }
            SharedArena child = youngest.self;
            if (child.closer == Thread.currentThread()) {
                IllegalStateException e = Closed.closing();
                toOpen(at);
                failures.yieldTo(e);
                throw e;
            }
            if (child.state != OPEN) {
                return at;
            }
            child.openToClosing();
            return child;
        }
    }

    private void endSession(SharedArena leaf, Failures failures) {
        try {
            leaf.session.close();
        } catch (RuntimeException | Error e) {
            if (leaf.session.scope().isAlive()) {
                ground.counters.refusedCloses.increment();
                toOpen(leaf);
                failures.yieldTo(e);
                throw e;
            }
            // An Error may have cut the handshake short; other exceptions are those of cleanups.
            leaf.finish(e instanceof Error);
            failures.add(e);
            return;
        }
        leaf.finish(false);
    }

    /** Opens again what this thread is closing: from a descendant up to this. */
    private void toOpen(SharedArena from) {
        synchronized (family) {
            for (Kin<SharedArena> k = from.kin; k != null; k = k == kin ? null : k.parent()) {
                k.self.state = OPEN;
                k.self.closer = null;
            }
        }
    }

    /** Gives the memory back, or leaves that to the collector. */
    private void finish(boolean uncertain) {
        Chunks c = chunks;
        boolean condemned;
        synchronized (family) {
            state = CLOSED; // nobody touches the chunks any more
            closedAt = ground.traceClosed();
            condemned = c != null && (uncertain || c.isCondemned());
            if (c != null && condemned) {
                c.condemn();
                ground.counters.condemned.add(c.heldBytes());
                kin.leave();
            }
        }
        if (!condemned) {
            giveBack(c);
        }
        Reference.reachabilityFence(family);
        if (ground.closed) { // after the count, see Ground.close
            ground.finishIfLast();
        }
    }

    private void giveBack(@Nullable Chunks c) {
        if (c != null) {
            c.release();
        }
        boolean root;
        synchronized (family) {
            root = kin.leave() == null;
            if (c != null && !root) {
                c.returnLoan();
                c.closeChild();
            }
        }
        Epoch epoch = family.epoch;
        if (root && c != null && epoch != null) {
            c.returnLoan();
            epoch.slots.close(c);
            epoch.end();
        } else {
            ground.counters.closed.increment();
        }
    }

    // ---- checks

    private void checkThread() {
        Thread owner = family.owner;
        if (owner != null && Thread.currentThread() != owner) {
            throw Closed.wrongThread(owner);
        }
    }

    /** With the family's monitor. */
    private void checkAlive() {
        if (!session.scope().isAlive()) {
            throw Closed.already(closedAt);
        }
    }

    /**
     * Checks what must hold while nobody is inside.
     *
     * @throws IllegalStateException naming what does not hold
     */
    void checkInvariants() {
        synchronized (family) {
            if (session.scope().isAlive() != (state != CLOSED)) {
                throw new IllegalStateException("session and state " + state + " do not agree");
            }
            if (family.epoch != null) {
                family.epoch.slots.checkInvariants();
            }
        }
    }

    @Override
    public String toString() {
        return (session.scope().isAlive() ? "shared arena of pool '" : "closed arena of pool '")
                + ground.name + "'";
    }
}
