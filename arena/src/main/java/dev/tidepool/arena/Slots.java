// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The arenas of an {@link Epoch} and the memory they hold. It is what the collector's thread gets
 * when the epoch cannot be reached any more, so nothing here leads to the epoch, a session, an
 * arena, a segment or a thread.
 *
 * <p>A slot is a bit of {@code taken} and a {@link Chunks}, which are used again by later arenas.
 * The slots of a platform thread are used by this thread alone with plain accesses; others are
 * <em>striped</em>: taken by a CAS, given back by an atomic AND.
 */
final class Slots implements Runnable {

    static final int MOST = 64;

    /** Opens after which a new epoch begins, so that one long-lived arena hides few leaks. */
    private static final int MOST_OPENS = 4096;

    private static final VarHandle TAKEN = taken();

    private final Ground ground;
    private final String kind;
    /** Of the thread that has these slots to itself. */
    final @Nullable Tally tally;

    private final @Nullable Chunks[] chunks;
    private final long none;
    private long taken;
    private int opens;

    /**
     * Makes free slots.
     *
     * @param kind what takes them, for reports
     * @param size how many
     * @param tally of the thread that has them to itself; null if there is no such thread
     */
    Slots(Ground ground, String kind, int size, @Nullable Tally tally) {
        this.ground = ground;
        this.kind = kind;
        this.tally = tally;
        chunks = new Chunks[size];
        none = size == MOST ? 0 : -1L << size;
        taken = none;
    }

    // ---- of one thread

    /** {@return whether {@link #take} would succeed, and is wanted} */
    boolean hasRoom() {
        return taken != -1L && opens < MOST_OPENS;
    }

    /** Takes a slot; there is one. */
    Chunks take() {
        int slot = Long.numberOfTrailingZeros(~taken);
        Chunks c = chunks[slot];
        if (c == null) {
            c = make(slot);
        }
        opens++;
        taken |= 1L << slot;
        return c;
    }

    private Chunks make(int slot) {
        var c = new Chunks(ground, tally, slot);
        chunks[slot] = c;
        return c;
    }

    void give(Chunks c) {
        taken &= ~(1L << c.slot);
    }

    /** {@return whether the epoch may go on, because no arena is open} */
    boolean restart() {
        if (taken != none) {
            return false;
        }
        opens = 0;
        return true;
    }

    // ---- striped

    /** {@return a slot's memory; null if there is none left} */
    @Nullable Chunks takeStriped() {
        if (opens >= MOST_OPENS) { // racy, and only about when
            return null;
        }
        for (long t = takenAcquire(); t != -1L; t = takenAcquire()) {
            if (casTaken(t, t | t + 1)) {
                opens++;
                int slot = Long.numberOfTrailingZeros(~t);
                Chunks c = chunks[slot];
                return c != null ? c : make(slot);
            }
        }
        return null;
    }

    void giveStriped(Chunks c) {
        giveRelease(1L << c.slot);
    }

    private long takenAcquire() {
        return (long) TAKEN.getAcquire(this);
    }

    /** The acquire half pairs with {@link #giveRelease}: the last holder's writes to the slot. */
    private boolean casTaken(long from, long to) {
        return TAKEN.compareAndSet(this, from, to);
    }

    /** Pairs with {@link #casTaken}: publishes what the arena left in its slot. */
    private void giveRelease(long bit) {
        long before = (long) TAKEN.getAndBitwiseAndRelease(this, ~bit);
        assert (before & bit) != 0;
    }

    // ---- leaks

    /**
     * Gives back what the arenas hold that nobody closed. The epoch was cleared by the collector,
     * which happens-after its last {@link java.lang.ref.Reference#reachabilityFence}; or it was
     * ended, and nothing is left.
     */
    @Override
    public void run() {
        boolean any = false;
        for (long left = takenAcquire() & ~none; left != 0; left &= left - 1) {
            Chunks c = chunks[Long.numberOfTrailingZeros(left)];
            if (c != null) {
                c.reclaim(kind);
                any = true;
            }
        }
        taken = none;
        if (any) {
            ground.finishIfLast();
        }
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
            if (used && c == null || c != null && (c.slot != slot || !used && !c.isEmpty())) {
                throw new IllegalStateException("slot " + slot + " is wrong, taken "
                        + Long.toHexString(taken));
            }
            if (c != null) {
                c.checkInvariants();
            }
        }
    }

    private static VarHandle taken() {
        try {
            return MethodHandles.lookup().findVarHandle(Slots.class, "taken", long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
