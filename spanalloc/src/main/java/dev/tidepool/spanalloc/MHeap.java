// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All pages: claims runs of them, lowest address first, and takes them back. One lock, held for a
 * search of bits at most: the page source is called outside of it, on pages that are marked as in
 * use meanwhile.
 *
 * <pre>
 * resident = pages in use + free pages not released
 * reserved = resident + released pages
 * </pre>
 */
final class MHeap {

    static final long PAGE = SizeClasses.PAGE_BYTES;
    /** All that {@link Relief} can do has been tried. */
    private static final int RELIEVED = 2;

    final PageMap map;
    private final Relief relief;
    private final LongSupplier clock;
    private final long decayNanos;
    private final RegionMapper mapper;
    private final PageCommits commits;
    private final PageReleases releases;

    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private final MemoryLimit limit;
    private final PageAccounts accounts = new PageAccounts();
    private final List<Region> regions = new ArrayList<>(); // the common ones, by address
    private final List<Region> dedicated = new ArrayList<>();
    private boolean closed;

    MHeap(Settings settings, Relief relief) {
        PageSource source = settings.pageSource();
        this.relief = relief;
        this.clock = settings.clock();
        this.decayNanos = settings.decayNanos();
        this.limit = new MemoryLimit(settings.softLimit(), settings.hardLimit());
        this.map = new PageMap(Long.numberOfTrailingZeros(settings.regionBytes()));
        this.commits = new PageCommits(this, lock, source, accounts);
        this.releases = new PageReleases(lock, regions, accounts);
        this.mapper = new RegionMapper(this, source, settings.regionBytes());
    }

    RegionMapper mapper() {
        return mapper;
    }

    PageReleases releases() {
        return releases;
    }

    // ---- claiming

    /**
     * Claims a run of pages within a common region.
     *
     * @param alignment in pages
     * @param asked what the user asked for, for the error
     * @throws OffHeapMemoryError if a limit or the system refuses
     */
    PageRange claim(int pages, int alignment, long asked) {
        var claim = new Claim(pages, alignment, asked);
        while (!attempt(claim)) {
            if (claim.excess > 0) {
                relieve(claim);
            } else if (!claim.trimmed) {
                claim.trimmed = true;
                relief.trim();
            } else {
                mapper.grow(claim);
                if (claim.excess > 0) {
                    relieve(claim); // before the next attempt, which finds no pages and no excess
                }
            }
        }
        PageRange range = Objects.requireNonNull(claim.range);
        if (!claim.fresh.isEmpty()) {
            commits.commit(range, claim.fresh, asked);
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
                int page = region.find(claim);
                if (page >= 0) {
                    claim.fresh = region.releasedRuns(page, claim.pages);
                    if (!admits(claim, bytes(claim.fresh))) {
                        return false;
                    }
                    claim.range = region.claim(page, claim.pages);
                    count(region, claim.range.bytes(), claim.fresh);
                    commits.claimMore(claim.range, claim.fresh);
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    boolean hasRun(Claim claim) {
        return locked(() -> regions.stream().anyMatch(region -> region.find(claim) >= 0));
    }

    /** Whether the limits admit more resident bytes for the claim; else notes the excess. */
    private boolean admits(Claim claim, long more) {
        long resident = accounts.resident();
        claim.excess = limit.excess(resident, more, claim.relief >= RELIEVED);
        if (claim.excess > 0 && !claim.hit) {
            claim.hit = true;
            limit.hit(resident, more);
        } else if (claim.excess == 0 && claim.hit) {
            limit.relieved(resident, more, claim.assistNanos);
        }
        return claim.excess == 0;
    }

    static long bytes(List<PageRange> runs) {
        long bytes = 0;
        for (int i = 0; i < runs.size(); i++) { // no iterator: the Java heap may be full
            bytes += runs.get(i).bytes();
        }
        return bytes;
    }

    private void count(Region region, long bytes, List<PageRange> fresh) {
        long more = bytes(fresh);
        accounts.claim(bytes, more);
        if (more > 0 && region.releasedAt != Region.NEVER
                && clock.getAsLong() - region.releasedAt < decayNanos) {
            accounts.refault(more);
        }
    }

    /** Gives back what a claim has too much, one step further than last time. */
    void relieve(Claim claim) {
        if (claim.relief == RELIEVED) {
            if (releases.await()) {
                return;
            }
            throw failed(claim.asked, "it would pass the hard limit", null);
        }
        long start = clock.getAsLong();
        long excess = claim.excess;
        if (++claim.relief == RELIEVED) {
            relief.flush();
        }
        relief.release(excess);
        claim.assistNanos += clock.getAsLong() - start;
    }

    /**
     * Sets aside the free pages of the 64 around the lowest free one.
     *
     * @return null if there are none, or if a limit is near
     */
    @Nullable PageCache claimBlock() {
        List<PageRange> fresh;
        PageCache cache;
        lock.lock();
        try {
            checkOpen();
            Region region = regions.stream()
                    .filter(r -> r.used.freePages() > 0).findFirst().orElse(null);
            if (region == null) {
                return null;
            }
            int word = region.used.find(1) >>> 6;
            long free = region.used.freeBits(word);
            fresh = region.releasedRuns(64 * word, 64);
            if (limit.excess(accounts.resident(), bytes(fresh), false) > 0) {
                return null;
            }
            cache = new PageCache(region, word, free, region.claimBits(word, free));
            count(region, Long.bitCount(free) * PAGE, fresh);
        } finally {
            lock.unlock();
        }
        return commits.commit(cache, fresh) ? cache : null;
    }

    // ---- taking back

    /** Takes the pages of a page cache back. */
    void flush(PageCache cache) {
        locked(() -> {
            accounts.free(cache.bytes());
            cache.flush();
        });
    }

    /** Takes pages back that have been claimed and not become a span. */
    void free(PageRange range) {
        lock.lock();
        try {
            range.region().free(range.first(), range.count(), false);
            accounts.free(range.bytes());
        } finally {
            lock.unlock();
        }
    }

    /** Takes a dead span's pages back. Their memory stays until it is released. */
    void free(Span span, boolean isZero) {
        Region region = Objects.requireNonNull(span.region);
        lock.lock();
        try {
            region.free(region.pageOf(span.base), span.pages, isZero);
            accounts.free(span.bytes());
        } finally {
            lock.unlock();
        }
    }

    long resident() {
        lock.lock();
        try {
            return accounts.resident();
        } finally {
            lock.unlock();
        }
    }

    // ---- for the mapper

    /** Counts memory that is about to be mapped, if the limits admit it. */
    boolean reserve(Claim claim, long bytes, long residentBytes) {
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

    void unreserve(long bytes, long residentBytes) {
        lock.lock();
        try {
            accounts.unmap(bytes, residentBytes);
            accounts.settle(residentBytes);
        } finally {
            lock.unlock();
        }
    }

    /**
     * {@return whether the map has room for the region; then it has been added}
     *
     * @throws IllegalStateException if the allocator has been closed since the region was mapped
     */
    boolean add(Region region) {
        lock.lock();
        try {
            checkOpen();
            if (!map.add(region)) {
                return false;
            }
            if (region.isDedicated()) {
                accounts.claim(region.size, 0);
                dedicated.add(region);
                return true;
            }
            int at = 0;
            while (at < regions.size() && regions.get(at).base < region.base) {
                at++;
            }
            regions.add(at, region);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a dedicated region that has been unmapped. */
    void remove(Region region) {
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

    // ---- the end, failures, looking at it

    /** Makes every later operation fail, but for {@link #remove}. */
    void close() {
        locked(() -> {
            closed = true;
            regions.clear();
            map.clear();
        });
    }

    /** {@return the dedicated regions there are at this moment} */
    List<Region> dedicatedRegions() {
        return locked(() -> List.copyOf(dedicated));
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the allocator is closed");
        }
    }

    void requireOpen() {
        locked(this::checkOpen);
    }

    OffHeapMemoryError refused(long asked, Throwable cause) {
        if (cause instanceof Error error && !(cause instanceof OutOfMemoryError)) {
            throw error;
        }
        if (cause instanceof IllegalStateException closed) {
            throw closed; // by another thread, in the middle of this operation
        }
        return failed(asked, "the system refused: " + cause.getMessage(), cause);
    }

    OffHeapMemoryError failed(long asked, String why, @Nullable Throwable cause) {
        lock.lock();
        try {
            limit.failed();
            long live = 0;
            for (Region region : allRegions()) {
                live += region.takenBytes();
            }
            return new OffHeapMemoryError(
                    why + " (" + limit.describe() + ")",
                    asked, live, accounts.resident(), accounts.reserved(), cause);
        } finally {
            lock.unlock();
        }
    }

    /** Runs with the lock held. */
    void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** Runs with the lock held. */
    <R> R locked(Supplier<R> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /** {@return all regions, the common ones by address first; with the lock held} */
    List<Region> allRegions() {
        var all = new ArrayList<>(regions);
        all.addAll(dedicated);
        return all;
    }

    /** {@return with the lock held} */
    PageAccounts accounts() {
        return accounts;
    }

    /** {@return with the lock held} */
    MemoryLimit limit() {
        return limit;
    }
}
