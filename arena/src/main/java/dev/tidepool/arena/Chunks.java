// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import org.jspecify.annotations.Nullable;

/**
 * The memory of one arena: blocks that are used from their start to their end, by addresses. One
 * block is <em>current</em>, others with room left are <em>shelved</em>. A child's first block is
 * the rest of its parent's current one, <em>lent</em> until the child ends.
 *
 * <p>Block 0 is what the parent lent, if it lent any; the others are the allocator's.
 *
 * <p>Not thread-safe: a confined arena's owner uses it, or who holds the lock of a shared family.
 * It refers to no arena, session or segment, so that it can be held where leaks are looked for.
 */
final class Chunks {

    /** In an address: the memory may hold anything, else it reads as zero. */
    static final long DIRTY = Long.MIN_VALUE;

    private static final long LARGEST = 1 << 20; // 1 MiB
    private static final int NOTHING = -1;
    // The current block; its row has stale values of next and dirtyTo.
    private long base;
    private long next;
    private long end;
    private long dirtyTo;

    /** Whether the collector is to give the memory back: nobody else may. */
    private boolean condemned;
    /** Whether this is so of this one or a descendant. */
    private boolean tainted;
    /** Where the arena was opened, if the pool wants to know. */
    private @Nullable Throwable opened;

    private final Ground ground;
    /** Where to count. */
    private final Slots home;
    /** Which slot of its epoch this is. */
    final int slot;
    /** Whether the first block stays for the next arena. */
    private final boolean keeps;
    /** Whether there is nothing but perhaps one block that stays. */
    private boolean plain;

    private int current = NOTHING;
    private final Rows rows = new Rows();
    private long blockBytes;
    private long heldBytes;

    final Kin<Chunks> kin = new Kin<>(this);
    /** The parent's, until something has been lent or the attempt was made. */
    private @Nullable Chunks lender;
    private @Nullable Chunks borrowedFrom;
    private int borrowedRow;
    /** For the next child. */
    private @Nullable Chunks idleChild;

    Chunks(Ground ground, Slots home, int slot, boolean keeps) {
        this.ground = ground;
        this.home = home;
        this.slot = slot;
        this.keeps = keeps;
        blockBytes = ground.blockBytes;
        plain = keeps;
    }

    /** Notes where the arena was opened. */
    void open(@Nullable Throwable trace) {
        if (trace != null) {
            opened = trace;
            plain = false;
        }
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
     * Finishes what {@link #carve} began, for the only thread that uses this. The session must be
     * alive, for nothing else protects what is zeroed here.
     *
     * @param start what carve answered
     * @param zero whether the memory has to read as zero
     * @return the address
     * @throws OutOfMemoryError if a limit or the system refuses; all is as it was
     */
    long carveSlow(long start, long byteSize, long byteAlignment, boolean zero) {
        long found = start != 0 ? start : findRoom(Math.max(1, byteSize), byteAlignment);
        long address = found & ~DIRTY;
        if (zero && found != address) {
            Ground.wipe(address, byteSize);
        }
        return address;
    }

    /**
     * Hands out memory after {@link #carve} found no room: of a shelved block, of the parent's,
     * or of a new one.
     *
     * @return as {@link #carve}, never 0
     * @throws OutOfMemoryError if a limit or the system refuses; all is as it was
     */
    long findRoom(long need, long byteAlignment) {
        long start = 0;
        int row = rows.unshelve(need, byteAlignment);
        if (row != NOTHING) {
            use(row);
            start = carve(need, byteAlignment);
        }
        if (start == 0 && lender != null) {
            borrow(lender);
            start = carve(need, byteAlignment);
        }
        return start != 0 ? start : grow(need, byteAlignment);
    }

    private long grow(long need, long byteAlignment) {
        boolean alone = need > blockBytes >>> 2 || byteAlignment > blockBytes >>> 2;
        long bytes = alone ? need : blockBytes;
        rows.reserve();
        long taken = ground.take(bytes, alone ? byteAlignment : 8);
        long start = taken & -2;
        boolean zero = start != taken || !ground.zeroes; // or nobody minds
        countHeld(bytes);
        if (plain && !alone && rows.isEmpty() && !zero) {
            Ground.wipe(start, bytes); // it stays, and is zeroed by each of its arenas
            zero = true;
        }
        plain &= rows.isEmpty() && !alone;
        long to = start + bytes;
        int row = rows.add(start, alone ? to : start, to, zero ? start : to);
        blockBytes = Math.min(2 * blockBytes, Math.max(LARGEST, ground.blockBytes));
        if (alone) {
            return zero ? start : start | DIRTY;
        }
        use(row);
        return carve(need, byteAlignment);
    }

    private void countHeld(long bytes) {
        heldBytes += bytes;
        home.countHeld(bytes);
    }

    // ---- rows

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
        base = any ? rows.base(row) : 0;
        next = any ? rows.next(row) : 0;
        end = any ? rows.end(row) : 0;
        dirtyTo = any ? rows.dirtyTo(row) : 0;
    }

    /** Makes a block the current one and shelves the one before. */
    private void use(int row) {
        rows.shelve(park());
        load(row);
    }

    // ---- children

    /** {@return a child's memory, nothing yet} */
    Chunks openChild() {
        Chunks child = idleChild;
        idleChild = null;
        if (child == null) {
            child = new Chunks(ground, home, 0, false);
        }
        plain = false;
        kin.add(child.kin);
        child.lender = this;
        return child;
    }

    /** Ends a child whose memory has been released; its parent keeps the object for the next. */
    void closeChild() {
        Kin<Chunks> parent = kin.leave();
        if (parent != null) {
            parent.self.idleChild = this;
        }
    }

    /** Takes over the rest of the parent's current block, if this has no block yet. */
    private void borrow(Chunks parent) {
        lender = null;
        if (!rows.isEmpty() || parent.current == NOTHING || parent.next == parent.end) {
            return;
        }
        borrowedFrom = parent;
        borrowedRow = parent.park();
        rows.add(parent.next, parent.next, parent.end, parent.dirtyTo);
        parent.load(parent.rows.unshelve(1, 1));
        load(0);
    }

    /**
     * Takes back what a child borrowed.
     *
     * @param usedTo up to where the child handed it out, and wiped it if the pool wants that
     * @param childDirtyTo up to where it may be dirty, beyond that
     */
    private void takeBack(int row, long usedTo, long childDirtyTo) {
        long mark = rows.next(row);
        boolean clean = !ground.zeroes || (ground.wipes && childDirtyTo <= usedTo);
        rows.use(row, mark, clean ? mark : Math.max(usedTo, childDirtyTo));
        if (current == NOTHING || rows.room(row) > end - next) {
            use(row);
        } else {
            rows.shelve(row);
        }
    }

    // ---- giving back

    /** {@return whether one block stays for the slot's next arena} */
    boolean keeps() {
        return keeps;
    }

    /**
     * Gives back all but the block that stays for the slot's next arena, if there is one. What was
     * handed out of it is zeroed now: in one go, and while it is in the processor's cache.
     */
    void rewind() {
        if (!plain) {
            rewindSlow();
        } else if (next != base) {
            if (ground.zeroes) {
                Ground.wipe(base, next - base);
            }
            next = base;
        }
    }

    private void rewindSlow() {
        park();
        boolean stays = !rows.isEmpty() && rows.bytes(0) == ground.blockBytes;
        release(stays ? 1 : 0);
        rows.truncate(stays ? 1 : 0);
        reset();
        load(stays ? 0 : NOTHING);
        blockBytes = ground.blockBytes << (stays ? 1 : 0); // at most 32 KiB
        if (ground.zeroes) {
            Ground.wipe(base, Math.max(next, dirtyTo) - base);
        }
        next = base;
        dirtyTo = base;
    }

    /** {@return whether no arena uses this} */
    boolean isAtRest() {
        return next == base && plain == keeps && rows.count() <= (keeps ? 1 : 0);
    }

    /**
     * Gives back what is the allocator's, after wiping all if the pool wants that. The session has
     * ended, and with it every child's. To be followed by {@link #returnLoan}.
     */
    void release() {
        if (ground.wipes) {
            wipe();
        }
        release(borrowedFrom == null ? 0 : 1);
    }

    private void release(int from) {
        long bytes = 0;
        for (int row = from; row < rows.count(); row++) {
            bytes += rows.bytes(row);
            ground.give(rows.base(row));
        }
        countHeld(-bytes);
    }

    private void wipe() {
        park();
        for (int row = 0; row < rows.count(); row++) {
            Ground.wipe(rows.base(row), rows.next(row) - rows.base(row));
        }
    }

    /** Gives back what is the parent's. From then on this can serve another arena. */
    void returnLoan() {
        Chunks parent = borrowedFrom;
        if (parent != null) {
            park();
            parent.takeBack(borrowedRow, rows.next(0), rows.dirtyTo(0));
        }
        rows.truncate(0);
        load(NOTHING);
        blockBytes = ground.blockBytes;
        reset();
    }

    private void reset() {
        plain = keeps;
        condemned = tainted = false;
        opened = null;
        lender = borrowedFrom = null;
    }

    /** Does for the owner what it never will: gives this back, children not included, and tells. */
    void reclaim(String kind) {
        Throwable trace = opened;
        long bytes = heldBytes;
        boolean told = !condemned;
        release();
        returnLoan();
        if (told) {
            ground.leakLog.tell(kind, bytes, trace);
        }
    }

    /** Leaves this to the collector, and what has lent to it. */
    void condemn() {
        condemned = true;
        for (Kin<Chunks> k = kin; k != null; k = k.parent()) {
            k.self.tainted = true;
        }
    }

    /** {@return whether this or a descendant is condemned} */
    boolean isCondemned() {
        return tainted;
    }

    long heldBytes() {
        return heldBytes;
    }

    /**
     * Checks what must hold between two calls, of this and of all children.
     *
     * @throws IllegalStateException naming what does not hold
     */
    void checkInvariants() {
        for (Kin<Chunks> k = kin.leaf(); k != null; k = k == kin ? null : k.next()) {
            Chunks c = k.self;
            c.park();
            new Invariants(c.rows, c.current, c.borrowedFrom != null, ground.zeroes)
                    .check(c);
        }
    }

    /** {@return whether no child has borrowed a block} */
    boolean hasRest(int row) {
        boolean lent = false;
        for (Kin<Chunks> c = kin.youngest(); c != null; c = c.older()) {
            lent |= c.self.borrowedFrom == this && c.self.borrowedRow == row;
        }
        return !lent;
    }
}
