// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which slots of a span are taken, as bits.
 *
 * <p>A slot is taken if its bit is 1 in {@code alloc} and 0 in {@code freed} and {@code remote}.
 * The owner hands out slots whose {@code alloc} bit is 0, and frees into {@code freed}, so that an
 * allocation need not wait for the free before it; others free into {@code remote}. When a word is
 * used up, both are folded into {@code alloc}: the slot is <em>collected</em>. Bits beyond the last
 * slot are 1 in {@code alloc} for ever. Most classes have one word, whose bits are fields. If there
 * are more, {@code many} has them in pairs, {@code others} those of the other threads, and
 * {@code remote} tells in which words these may be.
 *
 * <pre>
 * freed and remote are disjoint subsets of alloc, but for double frees on their way to be found
 * taken = alloc & ~freed & ~remote, without the bits beyond the last slot
 * allocations = collected + slots in alloc
 * </pre>
 */
abstract class SpanBits extends SpanLayout.Shared {

    private static final VarHandle REMOTE = field("remote", long.class);
    private static final VarHandle ALLOC = field("alloc", long.class);
    private static final VarHandle FREED = field("freed", long.class);
    private static final VarHandle WORDS =
            MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();
    private static final int GAP = 8; // longs: a cache line before and behind the remote words

    SpanBits(
            long base,
            int classId,
            int slots,
            @Nullable MemorySegment[] segments,
            MCache owner) {
        super(base, classId, slots, array(slots, 2, 0), array(slots, 1, 2 * GAP), segments, owner);
        long[] m = many;
        if (m != null) {
            m[allocAt(words() - 1)] = beyond(words() - 1);
            alloc = m[0];
        } else {
            alloc = beyond(0);
        }
    }

    private static long @Nullable [] array(int slots, int perWord, int more) {
        int words = (slots + 63) >>> 6;
        return words <= 1 ? null : new long[perWord * words + more];
    }

    private static int allocAt(int w) {
        return 2 * w;
    }

    private static int freedAt(int w) {
        return 2 * w + 1;
    }

    /** {@return the bits of a word that stand for no slot} */
    private long beyond(int w) {
        return w < words() - 1 ? 0 : slots == 0 ? -1L : ~(-1L >>> -slots);
    }

    int words() {
        return (slots + 63) >>> 6;
    }

    long address(int slot) {
        return base + (long) slot * slotSize;
    }

    /** {@return the slot that starts at an address, or -1; of any address at all} */
    int slotAt(long address) {
        return startsSlot(address - base) ? slotWith(address) : -1;
    }

    /**
     * {@return whether a slot starts at an offset in bytes, which may be any number}
     *
     * <p>The magic number is 2^32 / slotSize, rounded up: it moves the slot into the high half of
     * the product and the rest of the division, times the magic number, into the low half (D.
     * Lemire, O. Kaser, N. Kurz, "Faster remainder by direct computation", 2019).
     */
    boolean startsSlot(long offset) {
        return Long.compareUnsigned(offset, end) < 0
                && Integer.compareUnsigned((int) (offset * magic), slack) <= 0;
    }

    /** {@return the slot that contains an address of this span; too large a number in the tail} */
    int slotWith(long address) {
        return (int) (((address - base) * magic) >>> 32);
    }

    // ---- the owner

    /** {@return the free slots of the current word as bits; if there are none, it is used up} */
    long atHand() {
        long free = ~alloc;
        if (free == 0) {
            free = many == null ? recycle() : recycle(many);
        }
        return free;
    }

    /** Takes the lowest free slot of the current word; -1 if it has none. */
    int take() {
        long free = atHand();
        return free == 0 ? -1 : takeFirst(free);
    }

    /** Takes the lowest of the slots {@link #atHand}. */
    int takeFirst(long free) {
        return take(free & -free);
    }

    /**
     * Makes what the owner freed in the current word free for its allocations.
     *
     * @return these slots; none if one of them was freed twice, which collect sorts out
     */
    private long recycle() {
        long free = freed;
        if ((free & remote) != 0) {
            return 0;
        }
        recycle(free);
        return free;
    }

    private long recycle(long[] m) {
        int w = wordSlot >>> 6;
        long free = m[freedAt(w)];
        if ((free & remoteBits(w)) != 0) {
            return 0;
        }
        collected += Long.bitCount(free);
        alloc &= ~free;
        m[allocAt(w)] = alloc;
        WORDS.setRelease(m, freedAt(w), 0L); // as below
        return free;
    }

    /** As {@link #take()}, one of the free slots chosen by {@code random}. */
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
        m[allocAt(first >>> 6)] = bits;
        return first + Long.numberOfTrailingZeros(bit);
    }

    /** Makes what has been freed free for the owner's allocations; there is one word. */
    private void recycle(long free) {
        collected += Long.bitCount(free & alloc);
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
        long bit = 1L << slot;
        long free = m[freedAt(w)];
        if ((m[allocAt(w)] & ~free & bit) == 0
                || ((long) REMOTE.getOpaque(this) != 0 && (remoteBits(w) & bit) != 0)) {
            return false;
        }
        m[freedAt(w)] = free | bit;
        return true;
    }

    /** Goes on to a word with a free slot, as far as has been collected. */
    boolean advance() {
        if (many == null) {
            return alloc != -1L;
        }
        int words = words();
        for (int i = 1; i <= words; i++) {
            int w = ((wordSlot >>> 6) + i) % words;
            if (many[allocAt(w)] != -1L) {
                wordSlot = w << 6;
                alloc = many[allocAt(w)];
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
        collects++;
        long others = remote == 0 ? 0 : (long) REMOTE.getAndSet(this, 0L);
        if (many != null) {
            return collect(many, others);
        }
        long late = others & (freed | ~alloc);
        collectedRemote += Long.bitCount(others ^ late);
        recycle(freed | others);
        return Long.bitCount(late);
    }

    /** Clears the mark of a word before the word: {@link #setRemote} sets them the other way. */
    private int collect(long[] m, long marks) {
        int late = 0;
        for (int w = 0; w < words(); w++) {
            long own = m[freedAt(w)];
            long others = (marks & 1L << w) == 0
                    ? 0 : (long) WORDS.getAndSet(remotes(), GAP + w, 0L);
            long twice = others & (own | ~m[allocAt(w)]);
            late += Long.bitCount(twice);
            collectedRemote += Long.bitCount(others ^ twice);
            collected += Long.bitCount((own | others) & m[allocAt(w)]);
            m[allocAt(w)] &= ~(own | others);
            WORDS.setRelease(m, freedAt(w), 0L);
        }
        alloc = m[allocAt(wordSlot >>> 6)];
        return late;
    }

    // ---- anyone

    /** Frees a slot for another thread. {@return whether it was taken} */
    boolean setRemote(int slot) {
        int w = slot >>> 6;
        long bit = 1L << slot;
        if ((ownersBits(w) & bit) == 0) {
            return false;
        }
        if (many == null) {
            return ((long) REMOTE.getAndBitwiseOr(this, bit) & bit) == 0;
        }
        if (((long) WORDS.getAndBitwiseOr(remotes(), GAP + w, bit) & bit) != 0) {
            return false;
        }
        long mark = 1L << w;
        if ((remote & mark) == 0) {
            var _ = (long) REMOTE.getAndBitwiseOr(this, mark);
        }
        return true;
    }

    /** {@return the slots of a word that are not free, those in quarantine included, as bits} */
    long takenBits(int w) {
        return ownersBits(w) & ~remoteBits(w) & ~beyond(w);
    }

    /** {@return how many slots are not free} */
    int takenCount() {
        int taken = 0;
        for (int w = 0; w < words(); w++) {
            taken += Long.bitCount(takenBits(w));
        }
        return taken;
    }

    boolean hasRemote() {
        return remote != 0;
    }

    /**
     * {@return whether other threads have freed enough in some word for a span in no cache to be
     * worth a lock: an eighth of its slots}
     */
    boolean isWorthReopening() {
        if (remote == 0 || many == null) {
            return isWorthReopening(0);
        }
        boolean any = false;
        for (int w = 0; w < words(); w++) {
            any |= isWorthReopening(w);
        }
        return any;
    }

    /** {@return likewise, in a word} */
    boolean isWorthReopening(int w) {
        return Long.bitCount(remoteBits(w)) >= Math.max(1, Math.min(slots, 64) >>> 3);
    }

    /** Reads first what the owner writes last, see {@link #recycle}. */
    private long ownersBits(int w) {
        long[] m = many;
        if (m == null) {
            long free = (long) FREED.getAcquire(this);
            return (long) ALLOC.getOpaque(this) & ~free;
        }
        long free = (long) WORDS.getAcquire(m, freedAt(w));
        return (long) WORDS.getOpaque(m, allocAt(w)) & ~free;
    }

    long remoteBits(int w) {
        return many == null ? remote : (long) WORDS.getVolatile(remotes(), GAP + w);
    }

    /** {@return the slots of a word that were freed and not collected since, as bits} */
    long pendingBits(int w) {
        return allocBits(w) & ((many == null ? freed : many[freedAt(w)]) | remoteBits(w));
    }

    private long allocBits(int w) {
        return many == null ? alloc : many[allocAt(w)];
    }

    /** {@return the slots of a word that were handed out and not collected since, as bits} */
    long handedBits(int w) {
        return allocBits(w) & ~beyond(w);
    }

    private long[] remotes() {
        return Objects.requireNonNull(others);
    }

    /** {@return whether the equations of the class comment hold; nobody may be inside} */
    boolean isConsistent() {
        for (int w = 0; w < words(); w++) {
            long bits = allocBits(w);
            long own = many == null ? freed : many[freedAt(w)];
            boolean told = many == null || remoteBits(w) == 0 || (remote & 1L << w) != 0;
            if ((bits & beyond(w)) != beyond(w) || (own & ~bits) != 0 || !told
                    || (remoteBits(w) & (~bits | own | beyond(w))) != 0) {
                return false;
            }
        }
        return true;
    }

    /** {@return whether the owner has nothing to collect of its own} */
    boolean isFolded() {
        long own = freed;
        for (int w = 0; w < words() && many != null; w++) {
            own |= many[freedAt(w)];
        }
        return own == 0;
    }

    /** {@return whether the current word is the one in the array, where there is an array} */
    boolean isCurrent() {
        return many == null || alloc == many[allocAt(wordSlot >>> 6)];
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(SpanBits.class, name, type)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
