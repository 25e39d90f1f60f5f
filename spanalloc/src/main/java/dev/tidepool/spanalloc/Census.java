// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A walk over every page, which puts each byte into one part of the partition: so the parts add up
 * to what is reserved, whatever goes on meanwhile.
 */
final class Census {

    private final Tiers tiers;
    private final long[] spans = new long[SizeClasses.COUNT];
    private final long[] slots = new long[SizeClasses.COUNT];
    private final long[] liveBlocks = new long[SizeClasses.COUNT];
    private final long[] live = new long[SizeClasses.COUNT];
    private final long[] allocations = new long[SizeClasses.COUNT];
    private final List<RegionMap> regions = new ArrayList<>();
    private final List<LeakedBlock> leaks = new ArrayList<>();
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
        tiers.heap().locked(() -> {
            tiers.heap().allRegions().forEach(this::walk);
            return regions;
        });
    }

    // ---- the walk

    private void walk(Region region) {
        reserved += region.size;
        var runs = new ArrayList<PageRun>();
        if (region.isDedicated()) {
            Span span = region.pages[0];
            int count = (int) (region.size / MHeap.PAGE);
            runs.add(isInUse(span) ? visit(span, 0) : cached(0, count));
            regions.add(new RegionMap(region.base, count, runs));
            return;
        }
        int count = region.pages.length;
        for (int page = 0; page < count; ) {
            PageRun run = runAt(region, page);
            merge(runs, run);
            page += run.pages();
        }
        regions.add(new RegionMap(region.base, count, runs));
    }

    private PageRun runAt(Region region, int page) {
        if (!region.used.isUsed(page)) {
            boolean gone = region.isReleased(page);
            released += gone ? MHeap.PAGE : 0;
            freeResident += gone ? 0 : MHeap.PAGE;
            return new PageRun(page, 1, gone ? PageRun.Kind.RELEASED : PageRun.Kind.FREE, 0, 0, 0);
        }
        Span span = region.pages[page];
        boolean starts = region.pageOf(span.base) == page;
        if (starts && span.state() == Span.IDLE) {
            spans[0]++;
            allocations[0] += span.allocations();
        }
        return starts && isInUse(span) ? visit(span, page) : cached(page, 1);
    }

    private static boolean isInUse(Span span) {
        return span.state() != Span.DEAD && span.state() != Span.IDLE;
    }

    private PageRun cached(int page, int count) {
        cachedPages += count * MHeap.PAGE;
        return new PageRun(page, count, PageRun.Kind.CACHED, 0, 0, 0);
    }

    private static void merge(List<PageRun> runs, PageRun run) {
        PageRun last = runs.isEmpty() ? null : runs.getLast();
        boolean same = last != null && last.kind() == run.kind() && run.slots() == 0;
        if (last != null && same) {
            runs.set(runs.size() - 1, new PageRun(
                    last.firstPage(), last.pages() + run.pages(), run.kind(), 0, 0, 0));
        } else {
            runs.add(run);
        }
    }

    private PageRun visit(Span span, int page) {
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
        spans[c]++;
        slots[c] += span.slots;
        liveBlocks[c] += blocks;
        live[c] += bytes;
        held += blocks * slotBytes;
        freeSlots += (span.slots - blocks) * slotBytes;
        quarantined += waiting * slotBytes;
        tails += span.bytes() - span.slots * slotBytes;
        allocations[c] += span.allocations();
        return new PageRun(page, span.pages,
                span.isLarge() ? PageRun.Kind.LARGE : PageRun.Kind.SPAN, c, blocks, span.slots);
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
        return heap.locked(() -> new SpanStats(
                settings.name(), settings.profile(), reserved, liveBytes,
                held - liveBytes, freeSlots, tails, cachedPages, freeResident, released,
                sum(liveBlocks), quarantined,
                heap.accounts().peakResident(),
                new SpanStats.Pages(
                        regions.size(), longestRun(), heap.accounts().maps(),
                        heap.accounts().refaulted()),
                heap.limit().stats(),
                heap.accounts().scavenging(tiers.scavenger().ticks()),
                tiers.detections().snapshot(), classes, caches));
    }

    private long longestRun() {
        return tiers.heap().allRegions().stream()
                .mapToLong(region -> region.used.longestRun() * MHeap.PAGE).max().orElse(0);
    }

    private List<SpanStats.SizeClass> classRows() {
        var rows = new ArrayList<SpanStats.SizeClass>();
        for (int c = 0; c < SizeClasses.COUNT; c++) {
            long[] counts = tiers.central(c).counts();
            if (counts[0] > 0 || c == 0) {
                long all = allocations[c] + counts[2];
                rows.add(new SpanStats.SizeClass(
                        c, SizeClasses.slotSize(c), spans[c], counts[0], counts[1], slots[c],
                        liveBlocks[c], live[c], all, all - liveBlocks[c]));
            }
        }
        return List.copyOf(rows);
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
        long sum = 0;
        for (long part : parts) {
            sum += part;
        }
        return sum;
    }
}
