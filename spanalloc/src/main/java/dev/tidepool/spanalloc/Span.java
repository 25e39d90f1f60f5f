// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run of pages cut into equal slots, or one large block. Nothing about it is stored in the pages
 * themselves, so no write of a user can break it, and each free is checked exactly.
 *
 * <p>A slot is free if its bit in {@code alloc} is 0, or if its bit in {@code remote} is 1 and the
 * owner has not {@linkplain #collect collected} it yet. Bits beyond the last slot are 1 in
 * {@code alloc} for ever.
 *
 * <pre>
 *            exhausted            a remote free wins the CAS
 *   OWNED ------------&gt; FULL ---------------------------------&gt; PARTIAL
 *     ^  &lt;------------    (taken back: a remote free came first)     |
 *     |      flushed                                                 |
 *     | &lt;----------------&gt;  PARTIAL, in one list of the central  &lt;---+
 *     |
 *     +--&gt; DEAD &lt;-- PARTIAL     empty: the pages go back       LARGE &lt;--&gt; IDLE --&gt; DEAD
 * </pre>
 *
 * <p>A span has one life: the object is not reused for another run of pages, so a late look at a
 * dead one finds {@code DEAD} and nothing else.
 *
 * <table><caption>Who writes what</caption>
 * <tr><th>field</th><th>written by</th><th>with</th><th>read by others with</th></tr>
 * <tr><td>{@code alloc}, {@code word}, {@code requested}, {@code segments}</td><td>the owner</td>
 *   <td>plain</td><td>opaque: after a happens-before edge from the allocation</td></tr>
 * <tr><td>{@code remote}</td><td>anyone</td><td>getAndBitwiseOr; owner getAndSet</td>
 *   <td>volatile</td></tr>
 * <tr><td>{@code state}</td><td>see above</td><td>CAS, volatile</td><td>volatile</td></tr>
 * <tr><td>{@code owner}</td><td>set by X to X, cleared by X</td><td>plain</td>
 *   <td>plain: equal to one's own cache is reliable, all else is not</td></tr>
 * </table>
 * What the owner wrote is handed on by the volatile store of {@code state} when it gives the span
 * up, and the CAS or the central's lock of the one who takes it.
 */
final class Span {

    static final int OWNED = 0;
    static final int PARTIAL = 1;
    static final int FULL = 2;
    static final int LARGE = 3;
    static final int IDLE = 4;
    static final int DEAD = 5;

    private static final VarHandle STATE = stateHandle();
    private static final VarHandle WORDS =
            MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();
    private static final int PAD = 8; // longs: a cache line in front of the remote words, one behind
    private static final int MAX_SEGMENTS = 64;
    private static final @Nullable MemorySegment[] NO_SEGMENTS = {};

    final @Nullable Region region;
    final long base;
    final int pages;
    final int classId;
    final int slotSize;
    final int slots;
    /** Whether the pages read as zero at birth. */
    final boolean zeroed;
    private final long magic;

    /** Words of bits; behind them the number of allocations ever. */
    private final long[] alloc;
    private final long[] remote;
    /** What was asked for, plus one; 0 for a slot that was never handed out. */
    private final char[] requested;
    private @Nullable MemorySegment[] segments = NO_SEGMENTS;
    /** What was asked for, of a large block. */
    private long largeBytes;
    private int word;
    private volatile int state;
    MCache owner;

    /** Extra state of each slot, for the profiles that want it. */
    @Nullable SlotNotes notes;

    // In a list of the central, or of the large cache. Guarded by their locks.
    @Nullable Span next;
    @Nullable Span previous;
    int bucket;
    long idleSince;

    /** Makes the span of {@link Nobody}: always exhausted. */
    Span(MCache nobody) {
        region = null;
        base = 0;
        pages = 0;
        classId = 0;
        slotSize = 0;
        slots = 0;
        zeroed = false;
        magic = 0;
        alloc = new long[] {-1L, 0};
        remote = new long[2 * PAD];
        requested = new char[0];
        owner = nobody;
        state = DEAD;
    }

    /** Makes a span of slots, owned by a cache. */
    Span(PageRange range, int classId, MCache owner) {
        region = range.region();
        base = range.address();
        pages = range.count();
        zeroed = range.zero();
        this.classId = classId;
        this.owner = owner;
        slotSize = SizeClasses.slotSize(classId);
        slots = SizeClasses.slots(classId);
        magic = SizeClasses.magic(classId);
        int words = (slots + 63) >>> 6;
        alloc = new long[words + 1];
        remote = new long[PAD + words + PAD - 1];
        requested = new char[slots];
        if ((slots & 63) != 0) {
            alloc[words - 1] = -1L << slots;
        }
        state = OWNED;
    }

    /** Makes a large block's span. It belongs to no cache. */
    Span(PageRange range) {
        region = range.region();
        base = range.address();
        pages = range.count();
        zeroed = range.zero();
        classId = 0;
        owner = Nobody.CACHE;
        slotSize = 0;
        slots = 1;
        magic = 0;
        alloc = new long[] {-1L, 0};
        remote = new long[2 * PAD];
        requested = new char[1];
        state = IDLE;
    }

    long bytes() {
        return (long) pages << SizeClasses.PAGE_SHIFT;
    }

    long address(int slot) {
        return base + (long) slot * slotSize;
    }

    boolean isLarge() {
        return classId == 0;
    }

    /** {@return the slot that starts at an address of this span, or -1} */
    int slotAt(long address) {
        int slot = slotWith(address);
        return slot < slots && address(slot) == address ? slot : -1;
    }

    /** {@return the slot that contains an address of this span; too large a number in the tail} */
    int slotWith(long address) {
        return (int) ((address - base) * magic >>> 32);
    }

    // ---- the owner

    /** Takes the lowest free slot of the current word; -1 if it has none. */
    int take() {
        long[] bits = alloc;
        int w = word;
        long free = ~bits[w];
        if (free == 0) {
            return -1;
        }
        bits[w] |= free & -free;
        bits[bits.length - 1]++;
        return (w << 6) + Long.numberOfTrailingZeros(free);
    }

    /** As {@link #take}, choosing among the free slots of the word by {@code random}. */
    int takeAny(int random) {
        long free = Long.rotateRight(~alloc[word], random);
        if (free == 0) {
            return -1;
        }
        int bit = (Long.numberOfTrailingZeros(free) + random) & 63;
        alloc[word] |= 1L << bit;
        alloc[alloc.length - 1]++;
        return (word << 6) + bit;
    }

    /**
     * Notes how much was asked for.
     *
     * @return whether the slot was never handed out before
     */
    boolean ask(int slot, int byteSize) {
        boolean first = requested[slot] == 0;
        requested[slot] = (char) (byteSize + 1);
        return first;
    }

    /** Changes what was asked for, of a block that the caller holds. */
    void askAgain(int slot, long byteSize) {
        if (isLarge()) {
            largeBytes = byteSize;
        } else {
            requested[slot] = (char) (byteSize + 1);
        }
    }

    /**
     * Frees the block at an address of this span, if the current thread owns the span and all is
     * as it should be.
     *
     * @return false if nothing was done: the slow path finds out why
     */
    boolean freeOwned(long address) {
        if (owner.thread != Thread.currentThread()) {
            return false;
        }
        int slot = slotAt(address);
        if (slot < 0) {
            return false;
        }
        int w = slot >>> 6;
        long bit = 1L << slot;
        long bits = alloc[w];
        if ((bits & bit) == 0 || (remoteOpaque(w) & bit) != 0) {
            return false;
        }
        alloc[w] = bits & ~bit;
        return true;
    }

    /** {@return the slot's segment, the same as last time if it has the same size} */
    MemorySegment segment(int slot, long byteSize) {
        @Nullable MemorySegment[] cached = segments;
        if (slot < cached.length) {
            MemorySegment segment = cached[slot];
            if (segment != null && segment.byteSize() == byteSize) {
                return segment;
            }
        }
        return segmentSlow(slot, byteSize);
    }

    private MemorySegment segmentSlow(int slot, long byteSize) {
        MemorySegment segment = newSegment(slot, byteSize);
        if (segments.length == 0) {
            segments = new MemorySegment[Math.min(slots, MAX_SEGMENTS)];
        }
        if (slot < segments.length) {
            segments[slot] = segment;
        }
        return segment;
    }

    /** {@return a segment that nobody else has seen} */
    MemorySegment newSegment(int slot, long byteSize) {
        Region r = Objects.requireNonNull(region);
        return r.segment.asSlice(address(slot) - r.base, byteSize);
    }

    /** Goes on to a word with a free slot. */
    boolean advance() {
        int words = words();
        for (int i = 1; i <= words; i++) {
            int w = (word + i) % words;
            if (alloc[w] != -1L) {
                word = w;
                return true;
            }
        }
        return false;
    }

    /**
     * Folds the frees of other threads into the owner's bits.
     *
     * @return how many slots turned out to have been freed twice
     */
    int collect() {
        int late = 0;
        for (int w = 0; w < words(); w++) {
            if (remoteOpaque(w) != 0) {
                long freed = (long) WORDS.getAndSet(remote, PAD + w, 0L);
                late += Long.bitCount(freed & ~alloc[w]);
                alloc[w] &= ~freed;
            }
        }
        return late;
    }

    /** {@return whether no slot is live, remote frees counted in; for who has the span alone} */
    boolean isEmpty() {
        return takenSlots() == 0;
    }

    /**
     * Gives up an exhausted span, unless a remote free made a slot free meanwhile. The freer sets
     * its bit and then looks at the state; this sets the state and then looks at the bits: at least
     * one sees the other, and the CAS decides who acts.
     *
     * @return false if the span is still owned
     */
    boolean ownedToFull() {
        MCache self = owner;
        owner = Nobody.CACHE;
        STATE.setVolatile(this, FULL);
        VarHandle.fullFence(); // between the store of the state and the loads of the remote words
        if (hasRemote() && STATE.compareAndSet(this, FULL, OWNED)) {
            owner = self;
            return false;
        }
        return true;
    }

    /** Gives up a collected span that has free slots. The caller puts it into the central. */
    void ownedToPartial() {
        owner = Nobody.CACHE;
        STATE.setVolatile(this, PARTIAL);
    }

    /** Takes a span that the caller has just removed from the central's lists. */
    void partialToOwned(MCache cache) {
        STATE.setVolatile(this, OWNED);
        owner = cache;
    }

    /** Ends the life of an empty span which the caller owns or has removed from the lists. */
    void toDead() {
        owner = Nobody.CACHE;
        STATE.setVolatile(this, DEAD);
        segments = NO_SEGMENTS;
    }

    // ---- anyone

    int state() {
        return state;
    }

    /**
     * Whether a slot is live, as far as a thread can see that got its address from another.
     */
    boolean isLive(int slot) {
        return isLarge() ? state == LARGE : isTaken(slot) && (liveBits(slot >>> 6) & 1L << slot) != 0;
    }

    /** Whether a slot is not free: live, or in quarantine. */
    boolean isTaken(int slot) {
        return state != DEAD && (takenBits(slot >>> 6) & 1L << slot) != 0;
    }

    /**
     * Frees a slot from a thread that does not own the span. The block's contents happen-before
     * whatever its next owner does: the atomic OR pairs with the owner's getAndSet.
     *
     * @return false if the slot is free already
     */
    boolean freeRemote(int slot) {
        int w = slot >>> 6;
        long bit = 1L << slot;
        if (state == DEAD || ((long) WORDS.getOpaque(alloc, w) & bit) == 0) {
            return false;
        }
        return ((long) WORDS.getAndBitwiseOr(remote, PAD + w, bit) & bit) == 0;
    }

    /**
     * To be asked after each {@link #freeRemote}.
     *
     * @return true for the one thread that must put the span into the central
     */
    boolean fullToPartial() {
        return state == FULL && STATE.compareAndSet(this, FULL, PARTIAL);
    }

    /** {@return whether this thread is the one to free a large block} */
    boolean largeToIdle() {
        return STATE.compareAndSet(this, LARGE, IDLE);
    }

    /** Undoes {@link #largeToIdle}. */
    void idleToLargeAgain() {
        STATE.setVolatile(this, LARGE);
    }

    /** Hands out a large block that the caller has alone. */
    void idleToLarge(long byteSize) {
        largeBytes = byteSize;
        alloc[1]++;
        STATE.setVolatile(this, LARGE);
    }

    /** {@return whether a large block reads as zero: nobody had it before} */
    boolean isUntouched() {
        return zeroed && alloc[1] == 1;
    }

    /** {@return what was asked for} */
    long requested(int slot) {
        return isLarge() ? largeBytes : Math.max(0, requested[slot] - 1);
    }

    /** {@return the block's size in bytes, all of which its holder may use} */
    long usable() {
        return isLarge() ? bytes() : slotSize;
    }

    // ---- for counting: exact when nobody is inside

    int words() {
        return alloc.length - 1;
    }

    long allocations() {
        return (long) WORDS.getOpaque(alloc, alloc.length - 1);
    }

    /** {@return the slots of a word that are not free, those in quarantine included, as bits} */
    long takenBits(int w) {
        long beyond = w == words() - 1 && (slots & 63) != 0 ? -1L << slots : 0;
        return (long) WORDS.getOpaque(alloc, w) & ~remoteVolatile(w) & ~beyond;
    }

    /** {@return the slots of a word that somebody holds, as bits} */
    long liveBits(int w) {
        SlotNotes n = notes;
        return n == null ? takenBits(w) : takenBits(w) & ~n.quarantined(w);
    }

    /** {@return how many slots are not free} */
    int takenSlots() {
        if (isLarge()) {
            return state == LARGE ? 1 : 0;
        }
        int taken = 0;
        for (int w = 0; w < words(); w++) {
            taken += Long.bitCount(takenBits(w));
        }
        return taken;
    }

    private boolean hasRemote() {
        for (int w = 0; w < words(); w++) {
            if (remoteVolatile(w) != 0) {
                return true;
            }
        }
        return false;
    }

    private long remoteOpaque(int w) {
        return (long) WORDS.getOpaque(remote, PAD + w);
    }

    private long remoteVolatile(int w) {
        return (long) WORDS.getVolatile(remote, PAD + w);
    }

    /**
     * Checks what must hold when nobody is inside.
     *
     * @throws IllegalStateException naming the equation that does not hold
     */
    void checkInvariants() {
        for (int w = 0; w < words() && !isLarge(); w++) {
            long beyond = w == words() - 1 && (slots & 63) != 0 ? -1L << slots : 0;
            if ((alloc[w] & beyond) != beyond || (remoteVolatile(w) & beyond) != 0) {
                throw new IllegalStateException("bits beyond the last slot of " + this);
            }
            if ((remoteVolatile(w) & ~alloc[w]) != 0 && state != DEAD) {
                throw new IllegalStateException("remote frees of free slots in " + this);
            }
        }
        if ((state == OWNED) != (owner != Nobody.CACHE)) {
            throw new IllegalStateException("owner and state disagree in " + this);
        }
        if (state == FULL && !isLarge() && takenSlots() != slots) {
            throw new IllegalStateException("a full span with free slots: " + this);
        }
    }

    @Override
    public String toString() {
        return "span 0x%x of %d pages, class %d, state %d, %d of %d taken"
                .formatted(base, pages, classId, state, takenSlots(), slots);
    }

    private static VarHandle stateHandle() {
        try {
            return MethodHandles.lookup()
                    .findVarHandle(Span.class, "state", int.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
