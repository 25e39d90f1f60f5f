// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The arenas of an {@link Epoch} and the memory they hold. It is what the collector's thread gets
 * when the epoch cannot be reached any more, so nothing here leads to the epoch, a session, an
 * arena, a segment or a thread.
 *
 * <p>A slot is a bit of {@code taken} and a {@link Chunks}, which are used again by later arenas.
 * The slots of a platform thread are used by this thread alone with plain accesses; others are
 * <em>striped</em>: taken by a CAS, given back by an atomic AND, and counted in {@link Counters}.
 */
final class Slots implements Runnable {

    static final int MOST = 64;

    /** Opens after which a new epoch begins, so that one long-lived arena hides few leaks. */
    private static final int MOST_OPENS = 4096;
    /** The first slots keep a block for their next arena, as long as the epoch lives. */
    private static final int KEEPERS = 2;
    private static final long MOST_KEPT_BYTES = 16 << 10; // 16 KiB

    private static final VarHandle TAKEN = field("taken");
    private static final VarHandle HELD = field("held");

    private final Ground ground;
    private final String kind;
    private final boolean striped;
    private final @Nullable Chunks[] chunks;
    private final long none;

    private long taken;
    /** Arenas ever opened, children not included. Not for striped slots, but as a hint. */
    private long opens;
    private long lastOpen = MOST_OPENS;
    private long childrenOpened;
    private long childrenClosed;
    /** Bytes taken from the allocator. Not for striped slots. */
    private long held;
    /** Whether a newer epoch has replaced this one. */
    private volatile boolean retired;

    /**
     * Makes free slots.
     *
     * @param kind what takes them, for reports
     * @param size how many
     * @param striped whether they are used by more than one thread
     */
    Slots(Ground ground, String kind, int size, boolean striped) {
        this.ground = ground;
        this.kind = kind;
        this.striped = striped;
        chunks = new Chunks[size];
        none = size == MOST ? 0 : -1L << size;
        taken = none;
    }

    // ---- of one thread

    /** {@return whether {@link #take} would succeed, and is wanted} */
    boolean hasRoom() {
        return taken != -1L && opens != lastOpen;
    }

    /**
     * Takes a slot; there is one. Opaque: the closer of the pool reads it after a handshake with
     * all threads, so either it finds the bit or the opener, who looks next, finds the pool closed;
     * see {@link Ground#close}.
     */
    Chunks take() {
        long t = taken;
        int slot = Long.numberOfTrailingZeros(~t);
        Chunks c = chunks[slot];
        if (c == null) {
            c = make(slot);
        }
        opens++;
        TAKEN.setOpaque(this, t | 1L << slot);
        return c;
    }

    private Chunks make(int slot) {
        boolean keeps = slot < KEEPERS && !ground.wipes && ground.blockBytes <= MOST_KEPT_BYTES;
        var c = new Chunks(ground, this, slot, keeps);
        chunks[slot] = c;
        return c;
    }

    /** {@return whether the epoch may go on, because no arena is open} */
    boolean restart() {
        if (taken != none) {
            return false;
        }
        lastOpen = opens + MOST_OPENS;
        return true;
    }

    // ---- striped

    /** {@return a slot's memory; null if there is none left} */
    @Nullable Chunks takeStriped() {
        if (retired || opens >= MOST_OPENS) { // racy, and only about when
            return null;
        }
        for (long t = takenAcquire(); t != -1L; t = takenAcquire()) {
            if (casTaken(t, t | t + 1)) {
                opens++;
                ground.counters.opened.increment();
                int slot = Long.numberOfTrailingZeros(~t);
                return chunksOf(slot);
            }
        }
        return null;
    }

    private Chunks chunksOf(int slot) {
        try {
            Chunks c = chunks[slot];
            return c != null ? c : make(slot);
        } catch (Throwable e) { // no room on the heap
            var _ = (long) TAKEN.getAndBitwiseAndRelease(this, ~(1L << slot));
            ground.counters.refusedOpens.increment();
            throw e;
        }
    }

    private long takenAcquire() {
        return (long) TAKEN.getAcquire(this);
    }

    /** The acquire half pairs with {@link #giveRelease}: the last holder's writes to the slot. */
    private boolean casTaken(long from, long to) {
        return TAKEN.compareAndSet(this, from, to);
    }

    // ---- both

    boolean isStriped() {
        return striped;
    }

    /** Undoes a take, of an arena that is not opened after all. */
    void giveUp(Chunks c) {
        giveRelease(c);
        if (striped) {
            ground.counters.refusedOpens.increment();
        } else {
            opens--;
        }
    }

    /**
     * Gives back the memory of an arena that its owner has closed, and its slot. Nothing here is
     * the arena, so that its object need not be made if all of this is inlined.
     */
    void close(Chunks c) {
        if (c.keeps() && !retired) {
            c.rewind();
        } else {
            c.release();
            c.returnLoan();
        }
        giveRelease(c);
        if (striped) {
            ground.counters.closed.increment();
        }
        if (ground.closed) { // after the count, see Ground.close
            ground.finishIfLast();
        }
    }

    /**
     * Pairs with {@link #casTaken} and with {@link #open}: publishes what the arena left in its
     * slot, and that its memory has gone back.
     */
    private void giveRelease(Chunks c) {
        long bit = 1L << c.slot;
        if (striped) {
            long before = (long) TAKEN.getAndBitwiseAndRelease(this, ~bit);
            assert (before & bit) != 0;
        } else {
            TAKEN.setRelease(this, taken & ~bit);
        }
    }

    void countChildOpened() {
        if (striped) {
            ground.counters.opened.increment();
        } else {
            childrenOpened++;
        }
    }

    /** As {@link #close}, of a child. */
    void closeChild(Chunks c) {
        c.release();
        c.returnLoan();
        c.closeChild();
        if (striped) {
            ground.counters.closed.increment();
        } else {
            childrenClosed++;
        }
    }

    /** Counts memory taken, or given back if negative. A hint for statistics. */
    void countHeld(long bytes) {
        if (striped) {
            ground.counters.held.add(bytes);
        } else {
            HELD.setOpaque(this, held + bytes);
        }
    }

    /** Gives back what free slots have kept, because no arena comes any more. By their owner. */
    void retire() {
        retired = true;
        if (!striped) {
            releaseKept();
        }
    }

    /**
     * Gives back what free slots have kept. Their owner calls it, or who knows that there will be
     * no arena any more: the collector's thread and the one that ends the pool, perhaps both.
     */
    synchronized void releaseKept() {
        long t = takenAcquire();
        for (int slot = 0; slot < Math.min(KEEPERS, chunks.length); slot++) {
            Chunks c = chunks[slot];
            if (c != null && (t & 1L << slot) == 0) {
                c.release();
                c.returnLoan();
            }
        }
    }

    // ---- looked at by others

    /** {@return how many arenas are open} Pairs with {@link #giveRelease}. */
    int open() {
        return Long.bitCount(takenAcquire() & ~none);
    }

    /** Adds what is counted here. A racy look, but for who knows that nobody is inside. */
    void addTo(Sums sums) {
        long kept = 0;
        long t = takenAcquire();
        for (int slot = 0; slot < Math.min(KEEPERS, chunks.length); slot++) {
            Chunks c = chunks[slot];
            kept += c != null && (t & 1L << slot) == 0 ? c.heldBytes() : 0;
        }
        sums.kept += kept;
        sums.held -= kept;
        if (!striped) {
            int open = Long.bitCount(t);
            sums.closed += Math.max(0, opens - open) + childrenClosed;
            sums.opened += Math.max(opens, open) + childrenOpened;
            sums.held += (long) HELD.getOpaque(this);
        }
    }

    // ---- leaks

    /**
     * Gives back what the arenas hold that nobody closed. The epoch was cleared by the collector,
     * which happens-after its last {@link java.lang.ref.Reference#reachabilityFence}; or it was
     * ended, and nothing is left.
     */
    @Override
    public void run() {
        releaseKept();
        long leaked = 0;
        for (long left = takenAcquire() & ~none; left != 0; left &= left - 1) {
            Chunks c = chunks[Long.numberOfTrailingZeros(left)];
            leaked += c == null ? 0 : reclaim(c.kin);
        }
        ground.counters.reclaimed.add(leaked);
        if (!striped) {
            ground.counters.closed.add(opens + childrenOpened - leaked);
            ground.counters.opened.add(opens + childrenOpened);
            opens = 0;
            childrenOpened = 0;
            childrenClosed = 0;
        }
        taken = none;
        ground.stations.forget(this);
        if (leaked > 0 && ground.closed) {
            ground.finishIfLast();
        }
    }

    /** Gives back a family's memory. {@return how many arenas that were} */
    private long reclaim(Kin<Chunks> root) {
        long arenas = 1;
        for (Kin<Chunks> k = root.leaf(); k != root; arenas++) {
            Kin<Chunks> parent = Objects.requireNonNull(k.parent());
            k.self.reclaim(kind);
            k.self.closeChild();
            k = parent.leaf();
        }
        root.self.reclaim(kind);
        return arenas;
    }

    /**
     * Checks what must hold while nobody is inside.
     *
     * @throws IllegalStateException naming what does not hold
     */
    void checkInvariants() {
        for (int slot = 0; slot < chunks.length; slot++) {
            Chunks c = chunks[slot];
            boolean used = (taken & 1L << slot) != 0;
            if ((used && c == null)
                    || (c != null && (c.slot != slot || (!used && !c.isAtRest())))) {
                throw new IllegalStateException("slot " + slot + " is wrong, taken "
                        + Long.toHexString(taken));
            }
            if (c != null) {
                c.checkInvariants();
            }
        }
    }

    /** What is summed up. */
    static final class Sums {
        long opened;
        long closed;
        long held;
        long kept;
    }

    private static VarHandle field(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(Slots.class, name, long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
