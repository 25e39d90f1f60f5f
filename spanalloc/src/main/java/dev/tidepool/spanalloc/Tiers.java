// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The tiers of one allocator, and what moves spans between them. */
final class Tiers implements Relief {

    /** More than any machine has, and little enough to count in pages. */
    static final long MAX_BYTES = 1L << 43;

    private static final long LARGE_CACHE_BYTES = 32 << 20;

    private final Settings settings;
    private final Detections detections = new Detections();
    private final MCentral[] centrals = new MCentral[SizeClasses.COUNT];
    private final CacheTable caches = new CacheTable();
    private final Stripes stripes;
    private final LargeCache large;
    private final Quarantine quarantine;
    private final MHeap heap;
    private final Scavenger scavenger;
    private Runnable drain = () -> {};
    private final TimedCommits source;
    private final Demand demand;

    Tiers(Settings unbound) {
        source = new TimedCommits(unbound.pageSource(), unbound.clock());
        settings = unbound.over(source);
        for (int c = 0; c < centrals.length; c++) {
            centrals[c] = new MCentral();
        }
        heap = new MHeap(settings, this);
        demand = new Demand(heap);
        stripes = new Stripes(this);
        boolean frugal = settings.profile() == Profile.LOW_MEMORY || settings.profile().hardened();
        large = new LargeCache(frugal ? 0 : Math.min(LARGE_CACHE_BYTES, settings.hardLimit() / 8));
        quarantine = new Quarantine(
                Math.min(settings.profile().quarantineBytes(), settings.hardLimit() / 8));
        scavenger = new Scavenger(this, settings);
    }

    Settings settings() {
        return settings;
    }

    Detections detections() {
        return detections;
    }

    MHeap heap() {
        return heap;
    }

    Scavenger scavenger() {
        return scavenger;
    }

    LargeCache large() {
        return large;
    }

    Quarantine quarantine() {
        return quarantine;
    }

    TimedCommits source() {
        return source;
    }

    Demand demand() {
        return demand;
    }

    CacheTable caches() {
        return caches;
    }

    Stripes stripes() {
        return stripes;
    }

    /** {@return the list of a class; number 0 only counts large blocks} */
    MCentral central(int classId) {
        return centrals[classId];
    }

    /** {@return the current thread's own cache; null if it has to use a stripe} */
    @Nullable MCache ownCache() {
        Thread thread = Thread.currentThread();
        return thread.isVirtual() ? null : caches.of(thread, this);
    }

    /** Folds remote frees into a span that the caller owns. */
    void collect(Span span) {
        detections.count(Detection.LATE_DOUBLE_FREE, span.collect());
        demand.count(span);
    }

    /** Takes back the pages of a dead span. */
    void giveBack(Span span) {
        heap.free(span, false);
        demand.forget(span);
        centrals[span.classId].countReturned(span);
    }

    /** {@return the span that an address lies in, perhaps a dead one} */
    Span spanOf(long address) {
        Span span = heap.map.findExactly(address);
        if (span == Nobody.SPAN) {
            heap.requireOpen(); // else the map may have been cleared meanwhile
            throw detections.foreign(address, settings.name());
        }
        return span;
    }

    /** {@return the slot that starts at an address of a span} */
    int slotOf(Span span, long address) {
        int slot = span.slotAt(address);
        if (slot < 0) {
            throw detections.interior(address, span);
        }
        return slot;
    }

    /**
     * Frees a slot for a thread that does not own the span.
     *
     * @return false if nothing was done, because the slot is free or the span is no longer in use
     */
    boolean freeRemote(Span span, int slot) {
        if (!span.freeRemote(slot)) {
            return false;
        }
        if (span.state() == Span.FULL && span.isWorthReopening(slot >>> 6)) {
            reopen(span);
        }
        return true;
    }

    private void reopen(Span span) {
        if (span.fullToPartial()) {
            centrals[span.classId].put(span);
        }
    }

    /** Lists every FULL span of a class in which a slot is free: there is nothing better left. */
    void reopenAll(int classId) {
        var full = new LinkedHashSet<Span>();
        heap.locked(() -> heap.allRegions().forEach(region -> {
            for (Span span : region.pages) {
                if (span.classId == classId && span.state() == Span.FULL && span.hasRemote()) {
                    full.add(span);
                }
            }
        }));
        full.forEach(this::reopen);
    }

    // ---- large blocks

    /**
     * Hands out a span of its own.
     *
     * @param asked what the user asked for, for the error
     */
    Span allocateLarge(long byteSize, long byteAlignment, long asked) {
        long pages = Math.max(1, Math.ceilDiv(byteSize, MHeap.PAGE));
        long alignment = Math.max(1, byteAlignment / MHeap.PAGE);
        long regionPages = heap.mapper().regionBytes() / MHeap.PAGE;
        if (pages > regionPages || alignment > regionPages) {
            return allocateGuarded(byteSize, byteAlignment, asked);
        }
        Span span = alignment == 1 ? large.take((int) pages) : null;
        if (span == null) {
            span = enter(heap.claim((int) pages, (int) alignment, asked));
        }
        demand.add(span.bytes());
        span.idleToLarge(byteSize);
        return span;
    }

    /** Hands out a span in a region of its own, which ends when it is freed. */
    Span allocateGuarded(long byteSize, long byteAlignment, long asked) {
        long pages = Math.max(1, Math.ceilDiv(byteSize, MHeap.PAGE));
        Span span = enter(heap.mapper().dedicate(pages, byteAlignment, asked));
        demand.add(span.bytes());
        span.idleToLarge(byteSize);
        return span;
    }

    /** Makes a span of slots; the pages are free again if the Java heap has no room for it. */
    Span newSpan(PageRange range, int classId, MCache owner) {
        try {
            var span = new Span(range, classId, owner);
            if (settings.profile().hardened()) {
                span.notes = new SlotNotes(span.slots, settings.profile() == Profile.DEBUG);
            }
            return span;
        } catch (Throwable e) {
            heap.free(range);
            throw e;
        }
    }

    private Span enter(PageRange range) {
        Span span;
        try {
            span = new Span(range);
        } catch (Throwable e) { // as above
            if (range.region().isDedicated()) {
                heap.mapper().unmap(range.region());
            } else {
                heap.free(range);
            }
            throw e;
        }
        range.region().enter(span);
        centrals[0].countMade();
        return span;
    }

    /**
     * Frees a large block.
     *
     * @param keep whether the span, which is idle, is kept; else its pages are given back
     * @return false if it is free already
     */
    boolean freeLarge(Span span, Predicate<Span> keep) {
        if (!span.largeToIdle()) {
            return false;
        }
        Region region = Objects.requireNonNull(span.region);
        if (region.isDedicated()) {
            unmap(span, region);
            return true;
        }
        demand.add(-span.bytes());
        if (!keep.test(span)) {
            discard(span);
        }
        return true;
    }

    /** Keeps a large block at hand for a while. {@return whether there is room} */
    boolean keepLarge(Span idle) {
        return large.offer(idle, settings.clock().getAsLong());
    }

    private void unmap(Span idle, Region region) {
        try {
            heap.mapper().unmap(region);
        } catch (IllegalStateException e) {
            idle.idleToLargeAgain(); // a native call is using it
            throw e;
        }
        idle.toDead();
        demand.add(-idle.bytes());
        centrals[0].countReturned(idle);
    }

    /** Gives back the pages of an idle large block. */
    void discard(Span idle) {
        idle.toDead();
        giveBack(idle);
    }

    // ---- giving back

    @Override
    public void trim() {
        for (int c = 1; c < centrals.length; c++) {
            centrals[c].takeEmpty().forEach(this::giveBack);
        }
    }

    /** Sets what gives back the blocks that are free but wait. */
    void drainWith(Runnable drain) {
        this.drain = drain;
    }

    @Override
    public void flush() {
        drain.run();
        caches.flushDead();
        stripes.flush(false);
        MCache own = caches.current();
        if (own != Nobody.CACHE) {
            own.flush();
        }
        large.drain(settings.clock().getAsLong()).forEach(this::discard);
        trim();
    }

    @Override
    public void release(long bytes) {
        scavenger.release(bytes, true);
    }

    /** What is done at each tick, before pages are released. */
    void settle(long idleSince) {
        caches.flushDead();
        stripes.flush(true);
        large.drain(idleSince).forEach(this::discard);
        trim();
    }

    /** Ends what does not live in the regions. */
    void shut() {
        ScavengerThread.unwatch(scavenger);
        caches.clear();
    }

    /** Checks every tier; nobody may be inside. */
    void checkInvariants() {
        Invariants.check(this);
    }
}
