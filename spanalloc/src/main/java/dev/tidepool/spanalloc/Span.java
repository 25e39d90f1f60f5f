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
final class Span extends SpanBits {

    static final int OWNED = 0;
    static final int PARTIAL = 1;
    static final int FULL = 2;
    static final int LARGE = 3;
    static final int IDLE = 4;
    static final int DEAD = 5;

    private static final VarHandle STATE = field("state", int.class);
    private static final VarHandle OWNER_ID = field("ownerId", long.class);
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
        super(0, 0, 0, NO_SEGMENTS, nobody);
        region = null;
        pages = 0;
        classId = 0;
        zeroed = false;
        state = DEAD;
    }

    /** Makes a span of slots, owned by a cache. */
    Span(PageRange range, int classId, MCache owner) {
        super(range.address(), classId, SizeClasses.slots(classId), NO_SEGMENTS, owner);
        region = range.region();
        pages = range.count();
        zeroed = range.zero();
        this.classId = classId;
        state = OWNED;
    }

    /** Makes a large block's span, which belongs to no cache and is idle. */
    Span(PageRange range) {
        super(range.address(), 0, 1, NO_SEGMENTS, Nobody.CACHE);
        region = range.region();
        pages = range.count();
        zeroed = range.zero();
        classId = 0;
        state = IDLE;
    }

    long bytes() {
        return (long) pages << SizeClasses.PAGE_SHIFT;
    }

    boolean isLarge() {
        return classId == 0;
    }

    // ---- the owner

    /** Changes what was asked for, of a block that the caller holds. */
    void askAgain(int slot, long byteSize) {
        if (isLarge()) {
            largeBytes = byteSize;
        } else {
            requested[slot] = (char) (byteSize + 1);
        }
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

    /** A small block whose segment the Java heap has no room for is free again; its owner calls. */
    private MemorySegment segmentSlow(int slot, long byteSize) {
        try {
            MemorySegment segment = newSegment(slot, byteSize);
            if (segments.length == 0) {
                segments = new MemorySegment[slots];
            }
            segments[slot] = segment;
            return segment;
        } catch (Throwable e) {
            if (!isLarge()) {
                freeOwned(slot);
            }
            throw e;
        }
    }

    /** {@return a segment that nobody else has seen} */
    MemorySegment newSegment(int slot, long byteSize) {
        Region r = Objects.requireNonNull(region);
        return r.segment.asSlice(address(slot) - r.base, byteSize);
    }

    /** {@return whether no slot is taken; for who has the span alone} */
    boolean isEmpty() {
        return takenSlots() == 0;
    }

    /** {@return whether a thread owns the span; reliable if it is the current one} */
    boolean isOwnedBy(Thread thread) {
        return (long) OWNER_ID.getOpaque(this) == thread.threadId();
    }

    // ---- transitions

    private void own(MCache cache) {
        owner = cache;
        OWNER_ID.setOpaque(this, cache.threadId);
    }

    private void disown() {
        OWNER_ID.setOpaque(this, 0L);
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
        STATE.setRelease(this, FULL);
        VarHandle.fullFence(); // between the store of the state and the loads of the remote words
        return !isWorthReopening() || !fullToOwned(self);
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
        return state < LARGE && setRemote(slot);
    }

    /** Whether a block is live, as its holder sees it. */
    boolean isLive(int slot) {
        return isLarge()
                ? state == LARGE
                : state < LARGE && (liveBits(slot >>> 6) & 1L << slot) != 0;
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
        return takenCount();
    }

    /** {@return how many blocks were ever handed out} */
    long allocations() {
        long sum = collected;
        for (int w = 0; w < words(); w++) {
            sum += Long.bitCount(handedBits(w));
        }
        return sum;
    }

    /**
     * {@return how many blocks were ever freed: slots collected, slots that wait for it, and those
     * in quarantine} Not derived from {@link #allocations}.
     */
    long frees() {
        if (isLarge()) {
            return collected - (state == LARGE ? 1 : 0);
        }
        SlotNotes n = notes;
        long sum = collected;
        for (int w = 0; w < words(); w++) {
            sum += Long.bitCount(pendingBits(w));
            sum += n == null ? 0 : Long.bitCount(takenBits(w) & n.quarantined(w));
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
        boolean owned = owner != Nobody.CACHE;
        boolean right = (state == OWNED) == owned
                && ownerId == owner.threadId
                && (owned ? isCurrent() : isFolded())
                && (state == DEAD || isConsistent())
                && (state != FULL || !isWorthReopening());
        if (!right) {
            throw new IllegalStateException("state, owner and bits disagree in " + this);
        }
    }
}
