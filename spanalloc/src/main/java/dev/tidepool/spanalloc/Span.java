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
 * <p>A slot is taken if its bit is 1 in {@code alloc} and 0 in {@code freed} and {@code remote}.
 * The owner hands out slots whose {@code alloc} bit is 0, and frees into {@code freed}, so that an
 * allocation need not wait for the free before it; others free into {@code remote}. When a word is
 * used up, both are folded into {@code alloc}: the slot is <em>collected</em>. Bits beyond the last
 * slot are 1 in {@code alloc} for ever. Most classes have one word, whose bits are fields.
 *
 * <pre>
 *            exhausted              a free from elsewhere wins the CAS
 *   OWNED -----------------&gt; FULL -----------------------------------&gt; PARTIAL
 *     ^ &lt;------------------   |                                           |
 *     |  a free from elsewhere came first, or the                        |
 *     |  freer takes the span into its own cache                         |
 *     | &lt;----------------------- PARTIAL, in a list of the central &lt;-----+
 *     | -----------------------&gt;
 *     +--&gt; DEAD &lt;-- PARTIAL   empty: the pages go back      LARGE &lt;--&gt; IDLE --&gt; DEAD
 * </pre>
 *
 * <p>A span has one life: the object is not reused for another run of pages, so a late look at a
 * dead one finds {@code DEAD} and nothing else. The fields are in {@link SpanLayout}.
 */
final class Span extends SpanLayout.Shared {

    static final int OWNED = 0;
    static final int PARTIAL = 1;
    static final int FULL = 2;
    static final int LARGE = 3;
    static final int IDLE = 4;
    static final int DEAD = 5;

    private static final VarHandle STATE = field("state", int.class);
    private static final VarHandle REMOTE = field("remote", long.class);
    private static final VarHandle ALLOC = field("alloc", long.class);
    private static final VarHandle FREED = field("freed", long.class);
    private static final VarHandle WORDS =
            MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();
    private static final int GAP = 8; // longs: a cache line before the remote words
    private static final int MAX_SEGMENTS = 64;
    private static final @Nullable MemorySegment[] NO_SEGMENTS = {};

    final @Nullable Region region;
    final int pages;
    final int classId;
    /** Whether the pages read as zero at birth. */
    final boolean zeroed;
    /** What was asked for, of a large block. */
    private long largeBytes;

    /** Extra state of each slot, for the profiles that want it. */
    @Nullable SlotNotes notes;

    // In a list of a cache, of the central, or of the large cache: guarded as the list is.
    @Nullable Span next;
    @Nullable Span previous;
    int bucket;
    long idleSince;

    /** Makes the span of {@link Nobody}: always exhausted. */
    Span(MCache nobody) {
        super(0, 0, 0, null, NO_SEGMENTS, nobody);
        region = null;
        pages = 0;
        classId = 0;
        zeroed = false;
        alloc = -1L;
        state = DEAD;
    }

    /** Makes a span of slots, owned by a cache. */
    Span(PageRange range, int classId, MCache owner) {
        super(range.address(), classId, SizeClasses.slots(classId), wordsFor(classId),
                NO_SEGMENTS, owner);
        region = range.region();
        pages = range.count();
        zeroed = range.zero();
        this.classId = classId;
        int words = words();
        if (many != null) {
            many[words - 1] = beyond(words - 1);
        } else {
            alloc = beyond(0);
        }
        state = OWNED;
    }

    /** Makes a large block's span, which belongs to no cache and is idle. */
    Span(PageRange range) {
        super(range.address(), 0, 1, null, NO_SEGMENTS, Nobody.CACHE);
        region = range.region();
        pages = range.count();
        zeroed = range.zero();
        classId = 0;
        state = IDLE;
    }

    private static long @Nullable [] wordsFor(int classId) {
        int words = (SizeClasses.slots(classId) + 63) >>> 6;
        return words == 1 ? null : new long[3 * words + 2 * GAP];
    }

    /** {@return the bits of a word that stand for no slot} */
    private long beyond(int w) {
        return w == words() - 1 && (slots & 63) != 0 ? -1L << slots : 0;
    }

    int words() {
        return (slots + 63) >>> 6;
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

    /** {@return the slot that starts at an address, or -1; of any address at all} */
    int slotAt(long address) {
        int slot = slotWith(address);
        return Integer.compareUnsigned(slot, slots) < 0 && address(slot) == address ? slot : -1;
    }

    /** {@return the slot that contains an address of this span; too large a number in the tail} */
    int slotWith(long address) {
        return (int) ((address - base) * magic >>> 32);
    }

    // ---- the owner

    /** Takes the lowest free slot of the current word; -1 if it has none. */
    int take() {
        long free = ~alloc;
        if (free == 0) {
            free = freed;
            if (free == 0) {
                return -1;
            }
            recycle(free);
        }
        return take(free & -free);
    }

    /** As {@link #take}, one of the free slots chosen by {@code random}. */
    int takeAny(int random) {
        long free = ~alloc;
        return free == 0 ? take()
                : take(Long.rotateLeft(Long.lowestOneBit(Long.rotateRight(free, random)), random));
    }

    private int take(long bit) {
        long bits = alloc | bit;
        alloc = bits;
        long[] m = many;
        if (m == null) {
            return Long.numberOfTrailingZeros(bit);
        }
        int first = wordSlot;
        m[first >>> 6] = bits;
        return first + Long.numberOfTrailingZeros(bit);
    }

    /** Makes what has been freed free for the owner's allocations; there is one word. */
    private void recycle(long free) {
        collected += Long.bitCount(free);
        alloc &= ~free;
        FREED.setRelease(this, 0L); // who sees this sees the store before it
    }

    /** Notes how much was asked for. */
    void note(int slot, int byteSize) {
        requested[slot] = (char) (byteSize + 1);
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

    /** {@return whether the slot was taken, and is free now} */
    boolean freeOwned(int slot) {
        long[] m = many;
        if (m != null) {
            return freeOwned(m, slot);
        }
        long bit = 1L << slot;
        long free = freed;
        if ((alloc & ~(free | (long) REMOTE.getOpaque(this)) & bit) == 0) {
            return false;
        }
        freed = free | bit;
        return true;
    }

    private boolean freeOwned(long[] m, int slot) {
        int w = slot >>> 6;
        int own = words() + w;
        long bit = 1L << slot;
        long free = m[own];
        if ((m[w] & ~(free | (long) WORDS.getOpaque(m, remoteAt(w))) & bit) == 0) {
            return false;
        }
        m[own] = free | bit;
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

    /** Goes on to a word with a free slot, as far as has been collected. */
    boolean advance() {
        if (many == null) {
            return alloc != -1L;
        }
        int words = words();
        for (int i = 1; i <= words; i++) {
            int w = ((wordSlot >>> 6) + i) % words;
            if (many[w] != -1L) {
                wordSlot = w << 6;
                alloc = many[w];
                return true;
            }
        }
        return false;
    }

    /**
     * Folds all frees into the owner's bits.
     *
     * @return how many slots turned out to have been freed twice
     */
    int collect() {
        int late = 0;
        if (many == null) {
            long free = freed | (remote == 0 ? 0 : (long) REMOTE.getAndSet(this, 0L));
            late = Long.bitCount(free & ~alloc);
            recycle(free);
            return late;
        }
        int words = words();
        for (int w = 0; w < words; w++) {
            long own = many[words + w];
            long others = remoteBits(w);
            if (others != 0) {
                others = (long) WORDS.getAndSet(many, remoteAt(w), 0L);
            }
            late += Long.bitCount(others & (own | ~many[w]));
            collected += Long.bitCount(own | others);
            many[w] &= ~(own | others);
            WORDS.setRelease(many, words + w, 0L);
        }
        alloc = many[wordSlot >>> 6];
        return late;
    }

    /** {@return whether no slot is taken; for who has the span alone} */
    boolean isEmpty() {
        return takenSlots() == 0;
    }

    // ---- transitions

    private void own(MCache cache) {
        owner = cache;
        ownerThread = cache.thread;
    }

    private void disown() {
        ownerThread = null;
        owner = Nobody.CACHE;
    }

    /**
     * Gives up an exhausted span, unless a free from elsewhere made room meanwhile. The freer sets
     * its bit and then looks at the state; this sets the state and then looks at the bits: at least
     * one sees the other, and the CAS decides who acts.
     *
     * @return false if the span is still owned
     */
    boolean ownedToFull() {
        MCache self = owner;
        disown();
        STATE.setVolatile(this, FULL);
        VarHandle.fullFence(); // between the store of the state and the loads of the remote words
        return !hasRemote() || !fullToOwned(self);
    }

    /** {@return whether the caller has the span in its cache from now on} */
    boolean fullToOwned(MCache cache) {
        if (state == FULL && STATE.compareAndSet(this, FULL, OWNED)) {
            own(cache);
            return true;
        }
        return false;
    }

    /**
     * To be asked after each {@link #freeRemote}.
     *
     * @return true for the one thread that must put the span into the central
     */
    boolean fullToPartial() {
        return state == FULL && STATE.compareAndSet(this, FULL, PARTIAL);
    }

    /** Gives up a collected span that has free slots. The caller puts it into the central. */
    void ownedToPartial() {
        disown();
        STATE.setVolatile(this, PARTIAL);
    }

    /** Takes a span that the caller has just removed from the central's lists. */
    void partialToOwned(MCache cache) {
        STATE.setVolatile(this, OWNED);
        own(cache);
    }

    /** Ends the life of an empty span which the caller owns or has removed from the lists. */
    void toDead() {
        disown();
        STATE.setVolatile(this, DEAD);
        segments = NO_SEGMENTS;
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
        collected++;
        STATE.setVolatile(this, LARGE);
    }

    // ---- anyone

    int state() {
        return state;
    }

    /**
     * Frees a slot from a thread that does not own the span. The block's contents happen-before
     * whatever its next owner does: the atomic OR pairs with the owner's getAndSet.
     *
     * @return false if the slot is free already, or this is a large block
     */
    boolean freeRemote(int slot) {
        int w = slot >>> 6;
        long bit = 1L << slot;
        if (state >= LARGE || (ownersBits(w) & bit) == 0) {
            return false;
        }
        long before = many == null
                ? (long) REMOTE.getAndBitwiseOr(this, bit)
                : (long) WORDS.getAndBitwiseOr(many, remoteAt(w), bit);
        return (before & bit) == 0;
    }

    /** Whether a block is live, as its holder sees it. */
    boolean isLive(int slot) {
        return isLarge() ? state == LARGE : isTaken(slot) && (liveBits(slot >>> 6) & 1L << slot) != 0;
    }

    /** Whether a slot is not free: live, or in quarantine. */
    boolean isTaken(int slot) {
        return state < LARGE && (takenBits(slot >>> 6) & 1L << slot) != 0;
    }

    /** {@return what was asked for} */
    long requested(int slot) {
        return isLarge() ? largeBytes : Math.max(0, requested[slot] - 1);
    }

    /** {@return the block's size in bytes, all of which its holder may use} */
    long usable() {
        return isLarge() ? bytes() : slotSize;
    }

    /** {@return whether a large block reads as zero: nobody had it before} */
    boolean isUntouched() {
        return zeroed && collected == 1;
    }

    /** {@return the slots of a word that are not free, those in quarantine included, as bits} */
    long takenBits(int w) {
        return ownersBits(w) & ~remoteBits(w) & ~beyond(w);
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
        boolean any = false;
        for (int w = 0; w < words(); w++) {
            any |= remoteBits(w) != 0;
        }
        return any;
    }

    /** Reads first what the owner writes last, see {@link #recycle}. */
    private long ownersBits(int w) {
        long[] m = many;
        if (m == null) {
            long free = (long) FREED.getAcquire(this);
            return (long) ALLOC.getOpaque(this) & ~free;
        }
        long free = (long) WORDS.getAcquire(m, words() + w);
        return (long) WORDS.getOpaque(m, w) & ~free;
    }

    long remoteBits(int w) {
        return many == null ? remote : (long) WORDS.getVolatile(many, remoteAt(w));
    }

    private int remoteAt(int w) {
        return 2 * words() + GAP + w;
    }

    /** {@return how many blocks were ever handed out} */
    long allocations() {
        long sum = collected;
        for (int w = 0; w < words() && !isLarge(); w++) {
            long bits = many == null ? alloc : many[w];
            sum += Long.bitCount(bits & ~beyond(w));
        }
        return sum;
    }

    @Override
    public String toString() {
        return "span 0x%x of %d pages, class %d, state %d, %d of %d taken"
                .formatted(base, pages, classId, state, takenSlots(), slots);
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(Span.class, name, type)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Checks what must hold when nobody is inside.
     *
     * @throws IllegalStateException naming what does not hold
     */
    void checkInvariants() {
        for (int w = 0; w < words() && !isLarge(); w++) {
            long bits = many == null ? alloc : many[w];
            long own = many == null ? freed : many[words() + w];
            boolean right = (bits & beyond(w)) == beyond(w) && (own & ~bits) == 0
                    && (remoteBits(w) & (~bits | own | beyond(w))) == 0
                    && (own == 0 || state == OWNED);
            if (!right && state != DEAD) {
                throw new IllegalStateException("word " + w + " is wrong in " + this);
            }
        }
        boolean owned = owner != Nobody.CACHE;
        if ((state == OWNED) != owned
                || (state == FULL && takenSlots() != slots)
                || (many != null && owned && alloc != many[wordSlot >>> 6])) {
            throw new IllegalStateException("owner, state and words disagree in " + this);
        }
    }
}
