// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import org.jspecify.annotations.Nullable;

/**
 * The memory of one arena: blocks that are used from their start to their end, by addresses. One
 * block is <em>current</em>; a <em>spare</em> one has room left too. A child's first block is the
 * rest of its parent's current one, <em>lent</em> until the child ends.
 *
 * <p>Of the blocks, number 0 is what the parent lent, if it lent any; the others are the
 * allocator's.
 *
 * <p>Not thread-safe: a confined arena's owner uses it, or who holds the lock of a shared family.
 * It refers to no arena, session or segment, so that it can be held where leaks are looked for.
 */
final class Chunks {

    /** Of an arena that has ended: never has room. */
    static final Chunks NONE = new Chunks(
            new Ground(ArenaPool.builder().recycling(false)), null, 0);

    /** In an address: the memory may hold anything, else it reads as zero. */
    static final long DIRTY = Long.MIN_VALUE;

    private static final long LARGEST = 1 << 20; // 1 MiB
    private static final int NOTHING = -1;
    // The current block; its row has stale values of next and dirtyTo.
    private long next;
    private long end;
    private long dirtyTo;

    /** Whether the arena's session keeps the epoch alive. */
    boolean anchored;
    /** Whether the collector is to give the memory back: nobody else may. */
    boolean condemned;
    /** Where the arena was opened, if the pool wants to know. */
    @Nullable Throwable opened;

    private final Ground ground;
    /** Where to count; null: where everybody counts. */
    private final @Nullable Tally tally;
    /** Which slot of its epoch this is. */
    final int slot;

    private int current = NOTHING;
    private int spare = NOTHING;
    private final Rows rows = new Rows();
    private long blockBytes;
    private long heldBytes;

    private @Nullable Kin<Chunks> kin;
    /** The parent's, until something has been lent or the attempt was made. */
    private @Nullable Chunks lender;
    private @Nullable Chunks borrowedFrom;
    private int borrowedRow;
    /** For the next child. */
    private @Nullable Chunks idleChild;

    Chunks(Ground ground, @Nullable Tally tally, int slot) {
        this.ground = ground;
        this.tally = tally;
        this.slot = slot;
        blockBytes = ground.blockBytes;
    }

    // ---- handing out

    /**
     * Hands out memory of the current block.
     *
     * @param need bytes, not 0
     * @param byteAlignment a power of two
     * @return the address, with {@link #DIRTY} if some of it may not read as zero; 0 if there is no
     *     room
     */
    long carve(long need, long byteAlignment) {
        long start = next + (byteAlignment - 1) & -byteAlignment;
        if (need > end - start) { // neither side overflows: addresses have less than 62 bits
            return 0;
        }
        next = start + need;
        return start < dirtyTo ? start | DIRTY : start;
    }

    /**
     * Hands out memory after {@link #carve} found no room: of the spare block, of the parent's, or
     * of a new one.
     *
     * @return as {@link #carve}, never 0
     * @throws OutOfMemoryError if a limit or the system refuses; all is as it was
     */
    long carveSlow(long need, long byteAlignment) {
        long start = 0;
        if (spare != NOTHING) {
            swap();
            start = carve(need, byteAlignment);
        }
        if (start == 0 && lender != null) {
            borrow(lender);
            start = carve(need, byteAlignment);
        }
        return start != 0 ? start : grow(need, byteAlignment);
    }

    /** Makes the spare block the current one and the current one the spare one. */
    private void swap() {
        int other = spare;
        spare = park();
        load(other);
    }

    private long grow(long need, long byteAlignment) {
        boolean alone = need > blockBytes >>> 2 || byteAlignment > blockBytes >>> 2;
        long bytes = alone ? need : blockBytes;
        rows.reserve();
        long taken = ground.take(bytes, alone ? byteAlignment : 8);
        long base = taken & -2;
        boolean zero = base != taken;
        heldBytes += bytes;
        count(bytes);
        int row = rows.add(
                base, alone ? base + bytes : base, base + bytes, zero ? base : base + bytes);
        if (alone) {
            return zero ? base : base | DIRTY;
        }
        blockBytes = Math.min(2 * bytes, Math.max(LARGEST, ground.blockBytes));
        use(row);
        return carve(need, byteAlignment);
    }

    private void count(long bytes) {
        if (tally != null) {
            tally.countHeld(bytes);
        } else {
            ground.counters.held.add(bytes);
        }
    }

    // ---- rows

    private long room(int row) {
        return row == NOTHING ? 0 : rows.room(row);
    }

    /** Writes the current block's values back to its row. {@return the row, or none} */
    private int park() {
        if (current != NOTHING) {
            rows.use(current, next, dirtyTo);
        }
        return current;
    }

    private void load(int row) {
        boolean any = row != NOTHING;
        current = row;
        next = any ? rows.next(row) : 0;
        end = any ? rows.end(row) : 0;
        dirtyTo = any ? rows.dirtyTo(row) : 0;
    }

    /** Makes a block the current one; the roomier of the others becomes the spare one. */
    private void use(int row) {
        int old = park();
        if (room(old) > room(spare)) {
            spare = old;
        }
        load(row);
    }

    // ---- children

    /** {@return a child's memory, nothing yet} */
    Chunks openChild() {
        Chunks child = idleChild;
        idleChild = null;
        if (child == null) {
            child = new Chunks(ground, tally, 0);
            child.kin = new Kin<>(child);
        }
        if (kin == null) {
            kin = new Kin<>(this);
        }
        kin.add(child.ownKin());
        child.lender = this;
        return child;
    }

    /** Ends a child whose memory has been released; its parent keeps the object for the next. */
    void closeChild() {
        Kin<Chunks> parent = ownKin().leave();
        if (parent != null) {
            parent.self.idleChild = this;
        }
    }

    private Kin<Chunks> ownKin() {
        Kin<Chunks> own = kin;
        if (own == null) {
            throw new IllegalStateException("not a child");
        }
        return own;
    }

    private @Nullable Kin<Chunks> youngestChild() {
        return kin == null ? null : kin.youngest();
    }

    /** Takes over the rest of the parent's current block, if this has no block yet. */
    private void borrow(Chunks parent) {
        lender = null;
        if (rows.count() > 0 || parent.current == NOTHING || parent.next == parent.end) {
            return;
        }
        borrowedFrom = parent;
        borrowedRow = parent.park();
        rows.add(parent.next, parent.next, parent.end, parent.dirtyTo);
        int left = parent.spare;
        parent.spare = NOTHING;
        parent.load(left);
        load(0);
    }

    /** Takes back what a child borrowed and used up to an address. */
    private void takeBack(int row, long usedTo, boolean wiped) {
        long mark = rows.next(row);
        boolean clean = wiped && usedTo >= rows.dirtyTo(row);
        rows.use(row, mark, clean ? mark : Math.max(rows.dirtyTo(row), usedTo));
        if (current == NOTHING || room(row) > end - next) {
            use(row);
        } else if (room(row) > room(spare)) {
            spare = row;
        }
    }

    // ---- giving back

    /**
     * Gives back what is the allocator's, after wiping all if the pool wants that. The session has
     * ended, and with it every child's. To be followed by {@link #returnLoan}.
     *
     * @return how many bytes went back to the allocator
     */
    long release() {
        park();
        if (ground.wipes) {
            wipe();
        }
        for (int row = borrowedFrom == null ? 0 : 1; row < rows.count(); row++) {
            ground.give(rows.base(row));
        }
        return heldBytes;
    }

    private void wipe() {
        for (int row = 0; row < rows.count(); row++) {
            Ground.wipe(rows.base(row), rows.next(row) - rows.base(row));
        }
    }

    /** Gives back what is the parent's. From then on this can serve another arena. */
    void returnLoan() {
        Chunks parent = borrowedFrom;
        if (parent != null) {
            parent.takeBack(borrowedRow, rows.next(0), ground.wipes);
        }
        reset();
    }

    private void reset() {
        load(NOTHING);
        rows.clear();
        spare = NOTHING;
        heldBytes = 0;
        blockBytes = ground.blockBytes;
        anchored = false;
        condemned = false;
        opened = null;
        lender = null;
        borrowedFrom = null;
    }

    /** Does for the owner what it never will: releases this and all children, and tells. */
    void reclaim(String kind) {
        for (Kin<Chunks> c = youngestChild(); c != null; c = youngestChild()) {
            c.self.reclaim(kind);
            c.self.closeChild();
        }
        Throwable trace = opened;
        boolean told = !condemned;
        long bytes = release();
        returnLoan();
        ground.reclaimed(kind, bytes, trace, told);
    }

    /** {@return whether this or a descendant is condemned} */
    boolean isCondemned() {
        boolean any = condemned;
        for (Kin<Chunks> c = youngestChild(); c != null && !any; c = c.older()) {
            any = c.self.isCondemned();
        }
        return any;
    }

    long heldBytes() {
        return heldBytes;
    }

    /** {@return whether nothing was taken yet} */
    boolean isEmpty() {
        return rows.count() == 0;
    }

    // ---- checks

    /**
     * Checks what must hold between two calls, of this and of all children.
     *
     * @throws IllegalStateException naming what does not hold
     */
    void checkInvariants() {
        park();
        long held = 0;
        for (int row = 0; row < rows.count(); row++) {
            boolean lent = row == 0 && borrowedFrom != null;
            held += lent ? 0 : rows.end(row) - rows.base(row);
            check(rows.base(row) <= rows.next(row) && rows.next(row) <= rows.end(row), row);
            long from = Math.max(rows.next(row), rows.dirtyTo(row));
            check(isLent(row) || Ground.isZero(from, rows.end(row) - from), row);
        }
        check(held == heldBytes, NOTHING);
        check(current == NOTHING || (current < rows.count() && current != spare), current);
        check(current != NOTHING || (next == 0 && end == 0), current);
        for (Kin<Chunks> c = youngestChild(); c != null; c = c.older()) {
            c.self.checkInvariants();
        }
    }

    private boolean isLent(int row) {
        boolean lent = false;
        for (Kin<Chunks> c = youngestChild(); c != null; c = c.older()) {
            lent |= c.self.borrowedFrom == this && c.self.borrowedRow == row;
        }
        return lent;
    }

    private void check(boolean holds, int row) {
        if (!holds) {
            throw new IllegalStateException("row " + row + " is wrong: " + rows
                    + ", current " + current + ", spare " + spare + ", held " + heldBytes);
        }
    }
}
