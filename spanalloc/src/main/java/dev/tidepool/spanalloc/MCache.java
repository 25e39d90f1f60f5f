// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A span of each size class at a thread's hand, spans it has adopted, and pages for its next ones.
 * A platform thread's cache is used by this thread alone until it is dead, with plain accesses. A
 * <em>stripe</em> is shared: it is used under its lock, mostly by virtual threads.
 *
 * <pre>
 * a span in a cache is OWNED by it, and an OWNED span is in one cache
 * bytes held = sum of the bytes of these spans
 * bytes held + bytes of the page cache &lt;= budget, but for the span needed at the moment
 * </pre>
 */
final class MCache {

    /** What a thread that frees and never allocates may keep. */
    private static final long MOST_ADOPTED = 256 << 10;

    /** Whose cache this is; null for a stripe. */
    final @Nullable Thread thread;
    /** The thread's id; 0 for a stripe. */
    final long threadId;
    /** The span of each class that allocations come from; {@link Nobody#SPAN} if there is none. */
    final Span[] spans = new Span[SizeClasses.COUNT];
    /** Held by who uses a stripe. */
    final ReentrantLock lock = new ReentrantLock();

    /** Spans it has adopted, which {@link #refill} turns to first. */
    private final SpanList[] spares = new SpanList[SizeClasses.COUNT];
    private final @Nullable Tiers tiers;
    private final long[] refilledAt = new long[SizeClasses.COUNT];
    /** Refills by class that the central has not counted yet. */
    final long[] uncountedRefills = new long[SizeClasses.COUNT];
    /** Bytes that the {@link Demand} has not counted yet. */
    long uncounted;
    private long refills;
    /** Refills from spans that were in this cache already. */
    private long local;
    private long heldBytes;
    /** Bytes of the spans adopted since the last refill. */
    private long adoptedBytes;
    private int looked;
    private @Nullable PageCache pages;
    private long refillsAtLastLook;

    /** Makes the cache of {@link Nobody}. */
    MCache() {
        thread = null;
        threadId = 0;
        tiers = null;
    }

    MCache(Tiers tiers, @Nullable Thread thread) {
        this.tiers = tiers;
        this.thread = thread;
        this.threadId = thread == null ? 0 : thread.threadId();
        Arrays.fill(spans, Nobody.SPAN);
        Arrays.setAll(spares, c -> new SpanList());
    }

    private Tiers tiers() {
        return Objects.requireNonNull(tiers);
    }

    /**
     * Takes a slot of {@code spans[classId]}, which is another span than before perhaps.
     *
     * @param asked what the user asked for, for the error
     * @throws OffHeapMemoryError if there is no memory; the cache is in order then
     */
    int take(int classId, long asked) {
        int slot = spans[classId].take();
        return slot >= 0 ? slot : refill(classId, asked).take();
    }

    /** As {@link #take}, a random one of the slots at hand. */
    int takeAny(int classId, long asked) {
        int random = Hardening.random();
        int slot = spans[classId].takeAny(random);
        return slot >= 0 ? slot : refill(classId, asked).takeAny(random);
    }

    /**
     * Finds a span of a class with a free slot in its current word.
     *
     * @param asked what the user asked for, for the error
     * @throws OffHeapMemoryError if there is no memory; the cache is in order then
     */
    Span refill(int classId, long asked) {
        refilledAt[classId] = ++refills;
        adoptedBytes = 0;
        uncountedRefills[classId]++;
        Span span = spans[classId];
        if (span != Nobody.SPAN) {
            if (makeRoom(span)) {
                local++;
                return span;
            }
            remove(classId);
        }
        retireOne();
        for (span = spares[classId].removeFirst(); span != null;
                span = spares[classId].removeFirst()) {
            heldBytes -= span.bytes();
            if (makeRoom(span)) {
                local++;
                return add(span);
            }
        }
        span = fromCentral(classId);
        return add(span != null ? span : newSpan(classId, asked));
    }

    private @Nullable Span fromCentral(int classId) {
        MCentral central = tiers().central(classId);
        for (Span span = central.take(this); span != null; span = central.take(this)) {
            if (makeRoom(span)) {
                return span;
            }
        }
        return null;
    }

    /**
     * Takes a FULL span of which the owner of this cache is about to free a slot: this free and the
     * next need no atomic operation, and the next refill no lock.
     *
     * @return false if the span is not FULL any more, or there is no budget
     */
    boolean adopt(Span span) {
        if (tiers == null) {
            return false; // nobody's
        }
        long budget = tiers().settings().profile().cacheBytes();
        if (heldBytes + pageBytes() + span.bytes() > budget
                || (adoptedBytes + span.bytes() > MOST_ADOPTED && !passOn(span.classId))
                || !span.fullToOwned(this)) {
            return false;
        }
        spares[span.classId].addLast(span);
        heldBytes += span.bytes();
        adoptedBytes += span.bytes();
        return true;
    }

    /**
     * Hands the span of a class that was adopted first to the central, so that who allocates finds
     * what a thread that only frees has freed, and no more than a little stays with it.
     */
    private boolean passOn(int classId) {
        Span span = spares[classId].removeFirst();
        if (span == null) {
            return false;
        }
        heldBytes -= span.bytes();
        adoptedBytes -= span.bytes();
        tiers().collect(span);
        if (span.advance()) { // it has been adopted for a free
            span.ownedToPartial();
            tiers().central(classId).put(span);
        } else {
            giveUp(span);
        }
        return true;
    }

    /** Finds a free slot in an owned span; if there is none, the span is FULL from then on. */
    private boolean makeRoom(Span span) {
        if (span.advance()) {
            return true;
        }
        do {
            tiers().collect(span);
            if (span.advance()) {
                return true;
            }
        } while (!span.ownedToFull());
        return false;
    }

    private Span add(Span span) {
        spans[span.classId] = span;
        heldBytes += span.bytes();
        keepBudget(span.classId);
        return span;
    }

    private void remove(int classId) {
        heldBytes -= spans[classId].bytes();
        spans[classId] = Nobody.SPAN;
    }

    private Span newSpan(int classId, long asked) {
        int count = SizeClasses.spanPages(classId);
        PageRange range = count < PageCache.LARGEST_RUN ? takePages(count) : null;
        if (range == null) {
            try {
                range = tiers().heap().claim(count, 1, asked);
            } catch (OffHeapMemoryError e) {
                tiers().reopenAll(classId);
                Span last = fromCentral(classId);
                if (last == null) {
                    throw e;
                }
                return last;
            }
        }
        Span span = tiers().newSpan(range, classId, this);
        range.region().enter(span);
        tiers().central(classId).countMade();
        return span;
    }

    private @Nullable PageRange takePages(int count) {
        if (!tiers().settings().profile().pageCaches()) {
            return null;
        }
        if (pages == null || pages.isEmpty()) {
            pages = tiers().heap().claimBlock();
        }
        return pages == null ? null : pages.take(count);
    }

    // ---- giving back

    /** Gives back what has been empty for long, looking at one class each time. */
    private void retireOne() {
        looked = (looked + 1) % SizeClasses.COUNT;
        long rounds = (refills - refilledAt[looked]) / SizeClasses.COUNT;
        if (rounds < tiers().settings().profile().retireRounds()) {
            return;
        }
        Span span = spans[looked];
        if (span != Nobody.SPAN && span.isEmpty()) {
            giveBack(looked);
        }
        Span spare = spares[looked].removeLast();
        if (spare != null) {
            heldBytes -= spare.bytes();
            giveUp(spare);
        }
    }

    /** Gives up the spans least recently refilled, then the pages, until the budget is kept. */
    private void keepBudget(int needed) {
        long budget = tiers().settings().profile().cacheBytes();
        while (heldBytes + pageBytes() > budget) {
            int oldest = -1;
            for (int c = 1; c < SizeClasses.COUNT; c++) {
                boolean any = !spares[c].isEmpty() || (spans[c] != Nobody.SPAN && c != needed);
                if (any && (oldest < 0 || refilledAt[c] < refilledAt[oldest])) {
                    oldest = c;
                }
            }
            if (oldest >= 0) {
                giveBackSpares(oldest);
                if (oldest != needed) {
                    giveBack(oldest);
                }
            } else if (pages != null) {
                flushPages();
            } else {
                return;
            }
        }
    }

    /** Gives everything back. Called by the owner, or after its death, or with the lock held. */
    void flush() {
        for (int c = 1; c < SizeClasses.COUNT; c++) {
            giveBack(c);
            giveBackSpares(c);
            tiers().central(c).countRefills(this, c);
        }
        flushPages();
        tiers().demand().settle(this);
    }

    private void giveBack(int classId) {
        Span span = spans[classId];
        if (span == Nobody.SPAN) {
            return;
        }
        remove(classId);
        giveUp(span);
    }

    private void giveBackSpares(int classId) {
        SpanList list = spares[classId];
        for (Span span = list.removeLast(); span != null; span = list.removeLast()) {
            heldBytes -= span.bytes();
            giveUp(span);
        }
    }

    /** Ends the ownership of a span; gives the pages of an empty one back. */
    private void giveUp(Span span) {
        do {
            tiers().collect(span);
            if (span.isEmpty()) {
                span.toDead();
                tiers().giveBack(span);
                return;
            }
            if (span.advance()) {
                span.ownedToPartial();
                tiers().central(span.classId).put(span);
                return;
            }
        } while (!span.ownedToFull());
    }

    private void flushPages() {
        PageCache p = pages;
        pages = null;
        if (p != null) {
            tiers().heap().flush(p);
        }
    }

    /** Whether nobody has refilled since the last call. */
    boolean isIdle() {
        boolean idle = refills == refillsAtLastLook;
        refillsAtLastLook = refills;
        return idle;
    }

    private long pageBytes() {
        PageCache p = pages;
        return p == null ? 0 : p.bytes();
    }

    @Nullable PageCache pages() {
        return pages;
    }

    /** {@return whether nothing is left in it, as after a flush} */
    boolean isEmpty() {
        return heldBytes == 0 && pages == null && uncounted == 0 && stats("").spans() == 0
                && Arrays.stream(uncountedRefills).sum() == 0;
    }

    /** {@return a racy look} */
    SpanStats.Cache stats(String owner) {
        int count = 0;
        for (int c = 1; c < SizeClasses.COUNT; c++) {
            count += (spans[c] == Nobody.SPAN ? 0 : 1) + spares[c].size();
        }
        return new SpanStats.Cache(owner, count, heldBytes, pageBytes(), refills, local);
    }

    /** Calls back for each span; nobody may be inside. */
    void forEachSpan(Consumer<Span> action) {
        for (int c = 1; c < SizeClasses.COUNT; c++) {
            if (spans[c] != Nobody.SPAN) {
                action.accept(spans[c]);
            }
            spares[c].toList().forEach(action);
        }
    }

    /**
     * Checks what must hold when nobody is inside.
     *
     * @throws IllegalStateException naming what does not hold
     */
    void checkInvariants() {
        long held = 0;
        for (int c = 0; c < spans.length; c++) {
            var mine = spares[c].toList();
            if (spans[c] != Nobody.SPAN) {
                mine.add(spans[c]);
            }
            for (Span span : mine) {
                if (span.owner != this || span.state() != Span.OWNED || span.classId != c) {
                    throw new IllegalStateException("cache of " + thread + " holds " + span);
                }
                span.checkInvariants();
                held += span.bytes();
            }
        }
        if (held != heldBytes) {
            throw new IllegalStateException(heldBytes + " bytes counted, " + held + " held");
        }
    }
}
