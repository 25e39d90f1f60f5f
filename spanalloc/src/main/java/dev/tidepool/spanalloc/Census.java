// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A walk over every page, which puts each byte into one part of the partition: so the parts add up
 * to what is reserved, whatever goes on meanwhile.
 *
 * <p>The heap's lock is held while the pages of one region are sorted into free ones and spans, and
 * not while the spans' slots are looked at: the parts of a span add up to its bytes even if it ends
 * meanwhile. So the parts add up region by region. Figures of several regions, or of pages and
 * slots, are of different instants; if nobody is inside, all is exact.
 */
final class Census {

    /** Runs of free pages by the power of two; a common region has no more. */
    private static final int RUN_LENGTHS = 14;

    private final Tiers tiers;
    private final long[] spans = new long[SizeClasses.COUNT];
    private final long[] slots = new long[SizeClasses.COUNT];
    private final long[] liveBlocks = new long[SizeClasses.COUNT];
    private final long[] live = new long[SizeClasses.COUNT];
    private final long[] allocations = new long[SizeClasses.COUNT];
    private final long[] frees = new long[SizeClasses.COUNT];
    private final long[] remoteFrees = new long[SizeClasses.COUNT];
    private final long[] collects = new long[SizeClasses.COUNT];
    private final long[][] occupancy = new long[SizeClasses.COUNT][MCentral.LISTS];
    private final long[] freeRuns = new long[RUN_LENGTHS];
    private final List<RegionMap> regions = new ArrayList<>();
    private final List<LeakedBlock> leaks = new ArrayList<>();
    private int longestRun;
    private long held;
    private long tails;
    private long freeSlots;
    private long quarantined;
    private long cachedPages;
    private long freeResident;
    private long released;
    private long reserved;

    Census(Tiers tiers) {
        this.tiers = tiers;
        tiers.heap().locked(tiers.heap()::allRegions).forEach(this::walk);
    }

    // ---- the walk

    private void walk(Region region) {
        var runs = new ArrayList<PageRun>();
        var found = new ArrayList<Span>(); // a span for each run, or nobody's
        int count = region.isDedicated() ? (int) (region.size / MHeap.PAGE) : region.pages.length;
        tiers.heap().locked(() -> {
            for (int page = 0; page < count; ) {
                PageRun run = region.isDedicated() ? wholeOf(region) : runAt(region, page);
                boolean isSpan = run.slots() > 0;
                if (isSpan || !merge(runs, run)) {
                    runs.add(run);
                    found.add(isSpan ? region.pages[page] : Nobody.SPAN);
                }
                page += run.pages();
            }
        });
        reserved += region.size;
        int free = 0;
        for (int i = 0; i < runs.size(); i++) {
            PageRun run = runs.get(i);
            if (run.slots() > 0) {
                runs.set(i, visit(found.get(i), run));
            } else {
                count(run);
            }
            free = run.kind().isFree() ? free + run.pages() : countRun(free);
        }
        countRun(free);
        regions.add(new RegionMap(region.base, count, runs));
    }

    private static PageRun wholeOf(Region region) {
        Span span = region.pages[0];
        int count = (int) (region.size / MHeap.PAGE);
        return isInUse(span) ? runOf(span, 0) : cached(0, count);
    }

    private PageRun runAt(Region region, int page) {
        if (!region.used.isUsed(page)) {
            return new PageRun(page, 1,
                    region.isReleased(page) ? PageRun.Kind.RELEASED : PageRun.Kind.FREE, 0, 0, 0);
        }
        Span span = region.pages[page];
        boolean starts = region.pageOf(span.base) == page;
        if (starts && span.state() == Span.IDLE) {
            count(span, 0);
        }
        return starts && isInUse(span) ? runOf(span, page) : cached(page, 1);
    }

    /** A span's slots, which nobody has looked at yet. */
    private static PageRun runOf(Span span, int page) {
        return new PageRun(page, span.pages,
                span.isLarge() ? PageRun.Kind.LARGE : PageRun.Kind.SPAN, span.classId, 0,
                span.slots);
    }

    private static boolean isInUse(Span span) {
        return span.state() != Span.DEAD && span.state() != Span.IDLE;
    }

    private static PageRun cached(int page, int count) {
        return new PageRun(page, count, PageRun.Kind.CACHED, 0, 0, 0);
    }

    /** Whether the run could be joined to the last one. */
    private static boolean merge(List<PageRun> runs, PageRun run) {
        PageRun last = runs.isEmpty() ? null : runs.getLast();
        if (last == null || last.kind() != run.kind()) {
            return false;
        }
        runs.set(runs.size() - 1, new PageRun(
                last.firstPage(), last.pages() + run.pages(), run.kind(), 0, 0, 0));
        return true;
    }

    private void count(PageRun run) {
        long bytes = run.pages() * MHeap.PAGE;
        switch (run.kind()) {
            case FREE -> freeResident += bytes;
            case RELEASED -> released += bytes;
            default -> cachedPages += bytes;
        }
    }

    /** Counts a run of free pages that has ended. {@return 0} */
    private int countRun(int pages) {
        if (pages > 0) {
            int log = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(pages);
            freeRuns[Math.min(log, RUN_LENGTHS - 1)]++;
            longestRun = Math.max(longestRun, pages);
        }
        return 0;
    }

    private PageRun visit(Span span, PageRun run) {
        int c = span.classId;
        int blocks = 0;
        long bytes = 0;
        int waiting = 0;
        for (int w = 0; w < (span.isLarge() ? 0 : span.words()); w++) {
            long taken = span.takenBits(w);
            long bits = span.liveBits(w) & taken;
            waiting += Long.bitCount(taken & ~bits);
            for (long left = bits; left != 0; left &= left - 1) {
                int slot = (w << 6) + Long.numberOfTrailingZeros(left);
                bytes += note(span, slot);
                blocks++;
            }
        }
        if (span.isLarge()) {
            bytes = note(span, 0);
            blocks = 1;
        }
        long slotBytes = span.usable();
        count(span, blocks + waiting);
        slots[c] += span.slots;
        liveBlocks[c] += blocks;
        live[c] += bytes;
        held += blocks * slotBytes;
        freeSlots += (span.slots - blocks) * slotBytes;
        quarantined += waiting * slotBytes;
        tails += span.bytes() - span.slots * slotBytes;
        return new PageRun(run.firstPage(), span.pages, run.kind(), c, blocks, span.slots);
    }

    private void count(Span span, int taken) {
        int c = span.classId;
        spans[c]++;
        occupancy[c][MCentral.list(taken)]++;
        allocations[c] += span.allocations();
        frees[c] += span.frees();
        remoteFrees[c] += span.collectedRemote;
        collects[c] += span.collects;
    }

    private long note(Span span, int slot) {
        long bytes = span.requested(slot);
        if (tiers.settings().wantsLeaks()) {
            SlotNotes notes = span.notes;
            leaks.add(new LeakedBlock(
                    span.address(slot), bytes, notes == null ? null : notes.allocatedAt(slot)));
        }
        return bytes;
    }

    // ---- what came of it

    List<RegionMap> regions() {
        return regions;
    }

    List<LeakedBlock> leaks() {
        return leaks;
    }

    SpanStats stats() {
        Settings settings = tiers.settings();
        long liveBytes = sum(live);
        MHeap heap = tiers.heap();
        // Not under the heap's lock: the tables of caches and centrals have locks of their own.
        List<SpanStats.SizeClass> classes = classRows();
        List<SpanStats.Cache> caches = cacheRows();
        tiers.demand().note(held, reserved - released);
        return heap.locked(() -> new SpanStats(
                settings.name(), settings.profile(), reserved, liveBytes,
                held - liveBytes, freeSlots, tails, cachedPages, freeResident, released,
                sum(liveBlocks), quarantined,
                heap.accounts().peakResident(),
                pages(heap.accounts()),
                heap.limit().stats(),
                heap.accounts().scavenging(tiers.scavenger().ticks()),
                tiers.detections().snapshot(), classes, caches, tiers.demand().peak()));
    }

    private SpanStats.Pages pages(PageAccounts accounts) {
        TimedCommits source = tiers.source();
        return new SpanStats.Pages(
                regions.size(), longestRun * MHeap.PAGE, accounts.maps(), accounts.refaulted(),
                boxed(freeRuns), source.commits(), source.nanos());
    }

    private static List<Long> boxed(long[] counts) {
        return Arrays.stream(counts).boxed().toList();
    }

    private List<SpanStats.SizeClass> classRows() {
        long[] refills = new long[SizeClasses.COUNT];
        tiers.caches().forEach(cache -> addTo(refills, cache.uncountedRefills));
        tiers.stripes().forEach(cache -> addTo(refills, cache.uncountedRefills));
        var rows = new ArrayList<SpanStats.SizeClass>();
        for (int c = 0; c < SizeClasses.COUNT; c++) {
            MCentral.Counts past = tiers.central(c).counts();
            if (past.made() > 0 || c == 0) {
                rows.add(new SpanStats.SizeClass(
                        c, SizeClasses.slotSize(c), spans[c], past.made(), past.returned(),
                        slots[c], liveBlocks[c], live[c], past.allocations() + allocations[c],
                        past.frees() + frees[c], past.refills() + refills[c],
                        past.collects() + collects[c], past.remoteFrees() + remoteFrees[c],
                        boxed(occupancy[c])));
            }
        }
        return List.copyOf(rows);
    }

    private static void addTo(long[] sums, long[] more) {
        for (int c = 0; c < sums.length; c++) {
            sums[c] += more[c];
        }
    }

    private List<SpanStats.Cache> cacheRows() {
        var rows = new ArrayList<SpanStats.Cache>();
        tiers.caches().forEach(cache -> rows.add(cache.stats(nameOf(cache.thread))));
        tiers.stripes().forEach(cache -> rows.add(cache.stats("stripe " + rows.size())));
        return List.copyOf(rows);
    }

    private static String nameOf(@Nullable Thread thread) {
        return thread == null ? "" : thread.getName();
    }

    private static long sum(long[] parts) {
        return Arrays.stream(parts).sum();
    }
}
