// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All pages: claims runs of them, lowest address first, and takes them back. One lock, held for a
 * search of bits at most: every call of the page source is made outside of it, on pages that are
 * marked as in use meanwhile.
 *
 * <pre>
 * resident = pages in use + free pages not released
 * reserved = resident + released pages
 * </pre>
 */
final class MHeap {

    private static final long PAGE = SizeClasses.PAGE_BYTES;
    private static final int RELIEVED = 2;
    private static final int QUANTUM = 256; // pages released by one call: 2 MiB

    final PageSource source;
    final PageMap map;
    final Arena arena;
    private final MemoryLimit limit;
    private final Relief relief;
    private final LongSupplier clock;
    private final long decayNanos;
    private final long regionBytes;

    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock growing = new ReentrantLock();

    // Guarded by the lock.
    private final List<Region> regions = new ArrayList<>(); // by address
    private final List<Region> dedicated = new ArrayList<>();
    private final PageAccounts accounts = new PageAccounts();
    private boolean closed;

    MHeap(Settings settings, Relief relief) {
        this.source = settings.pageSource();
        this.limit = new MemoryLimit(settings.softLimit(), settings.hardLimit());
        this.regionBytes = settings.regionBytes();
        this.map = new PageMap(Long.numberOfTrailingZeros(regionBytes));
        this.arena = Arena.ofShared();
        this.relief = relief;
        this.clock = settings.clock();
        this.decayNanos = settings.decayNanos();
    }

    long regionBytes() {
        return regionBytes;
    }

    // ---- claiming

    /**
     * Claims a run of pages within a region.
     *
     * @throws OffHeapMemoryError if a limit or the system refuses
     */
    PageRange claim(int pages, int alignment, long asked) {
        var claim = new Claim(pages, alignment, asked);
        while (!attempt(claim)) {
            if (claim.excess > 0) {
                relieve(claim, claim.excess);
            } else if (!claim.trimmed) {
                claim.trimmed = true;
                relief.trim();
            } else {
                grow(claim);
            }
        }
        PageRange range = java.util.Objects.requireNonNull(claim.range);
        if (claim.fresh > 0) {
            commit(range, asked);
        }
        return range;
    }

    /** Tries once; leaves in the claim what it got or what it lacks. */
    private boolean attempt(Claim claim) {
        lock.lock();
        try {
            checkOpen();
            claim.excess = 0;
            for (Region region : regions) {
                int page = claim.alignment > 1
                        ? region.used.findAligned(claim.pages, claim.alignment)
                        : region.used.find(claim.pages);
                if (page >= 0) {
                    return admit(claim, region, page);
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean admit(Claim claim, Region region, int page) {
        claim.fresh = region.releasedPages(page, claim.pages);
        if (!admits(claim, claim.fresh * PAGE)) {
            return false;
        }
        claim.range = region.claim(page, claim.pages);
        refault(region, claim.fresh);
        accounts.claim(claim.pages * PAGE, claim.fresh * PAGE);
        return true;
    }

    /** Whether the limits admit more resident bytes for the claim; else notes the excess. */
    private boolean admits(Claim claim, long more) {
        claim.excess = limit.excess(accounts.resident(), more, claim.relief >= RELIEVED);
        if (claim.excess > 0 && !claim.hit) {
            claim.hit = true;
            limit.hit(accounts.resident(), more);
        } else if (claim.excess == 0 && claim.hit) {
            limit.relieved(accounts.resident(), more, claim.assistNanos);
        }
        return claim.excess == 0;
    }

    private void refault(Region region, int fresh) {
        if (fresh > 0 && region.releasedAt != Long.MIN_VALUE
                && clock.getAsLong() - region.releasedAt < decayNanos) {
            accounts.refault(fresh * PAGE);
        }
    }

    /** Makes pages usable, or gives them back. */
    private void commit(PageRange range, long asked) {
        try {
            source.commit(range.segment());
        } catch (Throwable e) {
            lock.lock();
            try {
                range.region().freeReleased(range.first(), range.count());
                accounts.claim(-range.bytes(), -range.bytes());
            } finally {
                lock.unlock();
            }
            throw refused(asked, e);
        }
    }

    /**
     * Sets aside the free pages of the 64 around the lowest free one.
     *
     * @return null if there are none, or if a limit is near
     */
    @Nullable PageCache claimBlock() {
        PageCache cache;
        long fresh;
        lock.lock();
        try {
            checkOpen();
            Region region = null;
            int page = -1;
            for (int i = 0; i < regions.size() && page < 0; i++) {
                region = regions.get(i);
                page = region.used.find(1);
            }
            if (region == null || page < 0) {
                return null;
            }
            int word = page >>> 6;
            long free = region.used.freeBits(word);
            fresh = free & region.releasedBits(word);
            if (limit.excess(accounts.resident(), Long.bitCount(fresh) * PAGE, false) > 0) {
                return null;
            }
            cache = new PageCache(region, word, free, claimAll(region, word, free));
            refault(region, Long.bitCount(fresh));
            accounts.claim(Long.bitCount(free) * PAGE, Long.bitCount(fresh) * PAGE);
        } finally {
            lock.unlock();
        }
        return fresh == 0 || commitBlock(cache) ? cache : null;
    }

    /** {@return which of the pages read as zero} */
    private static long claimAll(Region region, int word, long free) {
        long zero = 0;
        for (long left = free; left != 0; left &= left - 1) {
            int at = Long.numberOfTrailingZeros(left);
            if (region.claim(64 * word + at, 1).zero()) {
                zero |= 1L << at;
            }
        }
        return zero;
    }

    private boolean commitBlock(PageCache cache) {
        try {
            cache.forEachRun(range -> source.commit(range.segment()));
            return true;
        } catch (Throwable e) {
            flush(cache); // as resident pages, which some of them are; a direct claim finds out
            return false;
        }
    }

    /** Gives the pages of a page cache back. */
    void flush(PageCache cache) {
        lock.lock();
        try {
            accounts.free(cache.bytes());
            cache.flush();
        } finally {
            lock.unlock();
        }
    }

    /** Gives pages back. Their memory stays until it is released. */
    void free(Span span, boolean isZero) {
        Region region = java.util.Objects.requireNonNull(span.region);
        lock.lock();
        try {
            region.free((int) (span.base - region.base >>> SizeClasses.PAGE_SHIFT),
                    span.pages, isZero);
            accounts.free(span.bytes());
        } finally {
            lock.unlock();
        }
    }

    // ---- growing

    private void grow(Claim claim) {
        growing.lock(); // not the heap's: others go on allocating while the system is asked
        try {
            if (hasRun(claim)) {
                return;
            }
            long more = source.releases() ? 0 : regionBytes;
            if (!reserve(claim, regionBytes, more)) {
                return;
            }
            Region region = null;
            try {
                MemorySegment segment = source.map(regionBytes, regionBytes, arena);
                region = Region.common(segment, arena, source.releases());
            } catch (Throwable e) {
                throw refused(claim.asked, e);
            } finally {
                settle(region, more);
            }
        } finally {
            growing.unlock();
        }
    }

    private boolean hasRun(Claim claim) {
        lock.lock();
        try {
            return regions.stream().anyMatch(region -> claim.alignment > 1
                    ? region.used.findAligned(claim.pages, claim.alignment) >= 0
                    : region.used.find(claim.pages) >= 0);
        } finally {
            lock.unlock();
        }
    }

    /** Counts memory that is about to be mapped, if the limits admit it. */
    private boolean reserve(Claim claim, long bytes, long residentBytes) {
        lock.lock();
        try {
            checkOpen();
            if (!admits(claim, residentBytes)) {
                return false;
            }
            accounts.map(bytes, residentBytes);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a common region, or takes back what was counted for it. */
    private void settle(@Nullable Region region, long residentBytes) {
        lock.lock();
        try {
            if (region == null || closed || !map.add(region)) {
                accounts.unmap(regionBytes, residentBytes);
                return;
            }
            accounts.mapped();
            int at = 0;
            while (at < regions.size() && regions.get(at).base < region.base) {
                at++;
            }
            regions.add(at, region);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes a region for a single block.
     *
     * @throws OffHeapMemoryError if a limit or the system refuses
     */
    PageRange claimDedicated(long pages, long byteAlignment, long asked) {
        long bytes = Math.ceilDiv(pages * PAGE, source.pageSize()) * source.pageSize();
        var claim = new Claim((int) (bytes / PAGE), 1, asked);
        while (!reserve(claim, bytes, bytes)) {
            relieve(claim, claim.excess);
        }
        Arena own = Arena.ofShared();
        Region region = null;
        try {
            MemorySegment segment = source.map(bytes, Math.max(byteAlignment, regionBytes), own);
            if (source.releases()) {
                source.commit(segment);
            }
            region = Region.dedicated(segment, own);
            if (!enter(region)) {
                throw new OutOfMemoryError("the allocator's map of regions is full");
            }
        } catch (Throwable e) {
            own.close();
            lock.lock();
            try {
                accounts.unmap(bytes, bytes);
            } finally {
                lock.unlock();
            }
            throw refused(asked, e);
        }
        return new PageRange(region, 0, (int) (bytes / PAGE), true);
    }

    private boolean enter(Region region) {
        lock.lock();
        try {
            if (closed || !map.add(region)) {
                return false;
            }
            accounts.mapped();
            accounts.claim(region.size, 0);
            dedicated.add(region);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Unmaps a dedicated region.
     *
     * @throws IllegalStateException if a native call uses the memory at this moment
     */
    void freeDedicated(Region region) {
        region.arena.close();
        lock.lock();
        try {
            if (dedicated.remove(region)) {
                accounts.free(region.size);
                accounts.unmap(region.size, region.size);
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- giving back to the system

    private void relieve(Claim claim, long excess) {
        if (claim.relief == RELIEVED) {
            throw failed(claim.asked, "it would pass the hard limit", null);
        }
        long start = clock.getAsLong();
        if (++claim.relief == RELIEVED) {
            relief.flush();
        }
        release(excess, true);
        claim.assistNanos += clock.getAsLong() - start;
    }

    /**
     * Releases free pages, highest address first.
     *
     * @param forced whether to take even single pages out of chunks that are nearly all in use
     * @return bytes released
     */
    long release(long bytes, boolean forced) {
        long done = 0;
        while (done < bytes && source.releases()) {
            PageRange range = takeResident((bytes - done + PAGE - 1) / PAGE, forced);
            if (range == null || !release(range)) {
                break;
            }
            done += range.bytes();
        }
        return done;
    }

    private @Nullable PageRange takeResident(long pages, boolean forced) {
        int unit = (int) Math.max(1, source.pageSize() / PAGE);
        int most = (int) Math.max(unit, Math.min(pages, QUANTUM));
        lock.lock();
        try {
            for (int i = regions.size() - 1; i >= 0; i--) {
                Region region = regions.get(i);
                long run = closed ? 0 : region.highestResident(most, unit, forced);
                if (run != 0) {
                    PageRange range = region.claim((int) run, (int) (run >>> 32));
                    accounts.claim(range.bytes(), 0);
                    return range;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private boolean release(PageRange range) {
        long start = clock.getAsLong();
        boolean done = false;
        try {
            source.release(range.segment());
            done = true;
        } catch (OutOfMemoryError | IllegalStateException e) {
            // Refused, or closed meanwhile: the pages stay resident.
        } finally {
            long nanos = clock.getAsLong() - start;
            lock.lock();
            try {
                accounts.release(range.bytes(), nanos, done);
                if (done) {
                    range.region().freeReleased(range.first(), range.count());
                    range.region().releasedAt = start;
                } else {
                    range.region().free(range.first(), range.count(), false);
                }
            } finally {
                lock.unlock();
            }
        }
        return done;
    }

    // ---- the end, failures

    /**
     * Unmaps everything.
     *
     * @throws IllegalStateException if a native call uses some of the memory at this moment
     */
    void close() {
        for (Region region : copyOf(dedicated)) {
            freeDedicated(region);
        }
        arena.close();
        lock.lock();
        try {
            closed = true;
            regions.clear();
            map.clear();
        } finally {
            lock.unlock();
        }
    }

    private List<Region> copyOf(List<Region> list) {
        lock.lock();
        try {
            return List.copyOf(list);
        } finally {
            lock.unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the allocator is closed");
        }
    }

    private OffHeapMemoryError refused(long asked, Throwable cause) {
        if (cause instanceof Error error && !(cause instanceof OutOfMemoryError)) {
            throw error;
        }
        return failed(asked, "the system refused: " + cause.getMessage(), cause);
    }

    OffHeapMemoryError failed(long asked, String why, @Nullable Throwable cause) {
        lock.lock();
        try {
            limit.failed();
            var error = new OffHeapMemoryError(
                    "cannot allocate " + asked + " bytes: " + why + " (" + accounts.inUse()
                            + " bytes in live spans and caches, " + accounts.resident()
                            + " resident, " + accounts.reserved() + " reserved, "
                            + limit.describe() + ")",
                    asked, accounts.resident(), accounts.reserved());
            error.initCause(cause);
            return error;
        } finally {
            lock.unlock();
        }
    }

    // ---- looking at it

    /** Runs with the heap's lock held. */
    <R> R inspect(Function<MHeap, R> look) {
        lock.lock();
        try {
            return look.apply(this);
        } finally {
            lock.unlock();
        }
    }

    /** {@return all regions by address, the dedicated ones last; for {@link #inspect}} */
    List<Region> allRegions() {
        var all = new ArrayList<>(regions);
        all.addAll(dedicated);
        return all;
    }

    PageAccounts accounts() {
        return accounts;
    }

    MemoryLimit limit() {
        return limit;
    }
}
