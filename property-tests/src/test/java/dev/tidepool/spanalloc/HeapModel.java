// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A page heap beside the state of each of its pages: what is in use the model knows, what has
 * memory behind it the page source knows. One thread plays all parts, in the middle of a release
 * too.
 */
final class HeapModel implements Relief {

    private static final long PAGE = MHeap.PAGE;

    private final StubClock clock = new StubClock(0);
    private final FakePages source;
    private final Settings settings;
    final MHeap heap;
    /** By the region's base; what was set aside counts as used. */
    private final TreeMap<Long, BitSet> used = new TreeMap<>();
    /** Written to since the system gave them. */
    private final Map<Long, BitSet> dirty = new TreeMap<>();
    private final List<PageRange> held = new ArrayList<>();
    private final List<Aside> caches = new ArrayList<>();
    private final List<PageRange> releasing = new ArrayList<>();
    private int trims;

    /** A page cache, and the pages in it. */
    private record Aside(PageCache cache, BitSet pages) {}

    HeapModel(FakePages source, long soft, long hard) {
        this.source = source;
        settings = Bare.settings(Profile.BALANCED, source, clock, soft, hard, 1000);
        heap = new MHeap(settings, this);
    }

    long regionBytes() {
        return settings.regionBytes();
    }

    // ---- steps

    void claim(int pages, int alignment) {
        boolean hadRun = lowest(pages, alignment) >= 0;
        int regions = used.size();
        PageRange range;
        try {
            range = heap.claim(pages, alignment, pages * PAGE);
        } catch (OffHeapMemoryError e) {
            assertEquals(pages * PAGE, e.askedBytes());
            learn();
            return;
        }
        learn();
        assertEquals(pages, range.count());
        assertEquals(0, range.address() % (alignment * PAGE));
        assertEquals(lowest(pages, alignment), range.address(), "not the lowest run");
        assertTrue(!hadRun || used.size() == regions, "a new region, although there was a run");
        take(range);
        held.add(range);
    }

    private void take(PageRange range) {
        BitSet pages = used.get(range.region().base);
        int end = range.first() + range.count();
        assertTrue(pages.get(range.first(), end).isEmpty(), "claimed twice: " + range);
        pages.set(range.first(), end);
        write(range);
    }

    private void write(PageRange range) {
        BitSet written = dirty.get(range.region().base);
        int end = range.first() + range.count();
        assertTrue(!range.zero() || written.get(range.first(), end).isEmpty(),
                "not zero: " + range);
        assertTrue(source.isResident(range.address(), range.bytes()), "not committed: " + range);
        written.set(range.first(), end);
    }

    void free(int n) {
        if (!held.isEmpty()) {
            PageRange range = held.remove(n % held.size());
            heap.free(new Span(range), false);
            used.get(range.region().base).clear(range.first(), range.first() + range.count());
        }
    }

    void claimBlock() {
        long expected = lowest(1, 1);
        PageCache cache = heap.claimBlock();
        learn();
        if (cache == null) {
            return;
        }
        int word = (int) ((expected - cache.region.base) / PAGE) & -64;
        BitSet pages = used.get(cache.region.base);
        var aside = new BitSet();
        aside.set(word, word + 64);
        aside.andNot(pages);
        assertEquals(aside.cardinality(), cache.bytes() / PAGE);
        pages.or(aside);
        caches.add(new Aside(cache, aside));
    }

    void takeFromCache(int n, int count) {
        if (!caches.isEmpty()) {
            Aside aside = caches.get(n % caches.size());
            PageRange range = aside.cache.take(count);
            if (range != null) {
                int end = range.first() + range.count();
                assertEquals(count, aside.pages.get(range.first(), end).cardinality());
                aside.pages.clear(range.first(), end);
                write(range);
                held.add(range);
            }
        }
    }

    void flush(int n) {
        if (!caches.isEmpty()) {
            Aside aside = caches.remove(n % caches.size());
            used.get(aside.cache.region.base).andNot(aside.pages);
            heap.flush(aside.cache);
        }
    }

    void takeResident(int most, int whole) {
        if (!source.releases()) {
            return;
        }
        PageRange range = heap.releases().take(most, whole);
        if (range == null) {
            assertTrue(whole <= 1 || !hasWhole(most, whole), "all free, and not found");
            assertTrue(whole > 0 || settings.pageSource().pageSize() > PAGE || freeResident() == 0,
                    "resident pages are free, and none was found");
            return;
        }
        long unit = Math.max(PAGE, source.pageSize());
        assertTrue(range.address() % unit == 0 && range.bytes() % unit == 0, "part of a unit");
        assertTrue(range.bytes() <= Math.max(unit, most * PAGE), "more than wanted");
        BitSet pages = used.get(range.region().base);
        assertTrue(pages.get(range.first(), range.first() + range.count()).isEmpty());
        int from = whole > 1 ? range.first() & -whole : range.first();
        assertTrue(whole <= 1 || range.first() + range.count() <= from + whole
                && pages.get(from, from + whole).isEmpty(), "part of what is not all free");
        pages.set(range.first(), range.first() + range.count());
        releasing.add(range);
    }

    /** The system has done it, or has refused. */
    void released(int n) {
        if (releasing.isEmpty()) {
            return;
        }
        PageRange range = releasing.remove(n % releasing.size());
        boolean done = true;
        try {
            source.release(range.segment());
        } catch (OutOfMemoryError e) {
            done = false;
        }
        heap.releases().end(range, clock.getAsLong(), 1, done);
        used.get(range.region().base).clear(range.first(), range.first() + range.count());
        if (done) {
            dirty.get(range.region().base).clear(range.first(), range.first() + range.count());
        }
    }

    void refuse(int after) {
        source.refuse(source.calls() + 1 + after % 4, 1 + after % 3);
    }

    void advance(int by) {
        clock.advance(by);
    }

    // ---- what the tiers above would do

    @Override
    public void trim() {
        trims++;
    }

    @Override
    public void flush() {
        while (!caches.isEmpty()) {
            flush(0);
        }
        while (!releasing.isEmpty()) { // who else would end them? A claim about to fail waits
            released(0);
        }
    }

    @Override
    public void release(long bytes) {
        long left = bytes;
        while (left > 0 && source.releases()) {
            int before = releasing.size();
            takeResident((int) Math.min(512, Math.ceilDiv(left, PAGE)), 0);
            if (releasing.size() == before) {
                return;
            }
            left -= releasing.getLast().bytes();
            released(before);
        }
    }

    // ---- the look at it

    private void learn() {
        heap.locked(() -> heap.allRegions().forEach(region -> {
            used.computeIfAbsent(region.base, base -> new BitSet());
            dirty.computeIfAbsent(region.base, base -> new BitSet());
        }));
    }

    private long lowest(int pages, int alignment) {
        for (var region : used.entrySet()) {
            int count = (int) (settings.regionBytes() / PAGE);
            for (int page = 0; page + pages <= count; page += alignment) {
                int next = region.getValue().nextSetBit(page);
                if (next < 0 || next >= page + pages) {
                    return region.getKey() + page * PAGE;
                }
                page = alignment > 1 ? page : next; // goes on behind the used page
            }
        }
        return -1;
    }

    /** Whether aligned pages are all free, and some of them resident, but no more than that. */
    private boolean hasWhole(int most, int whole) {
        for (var region : used.entrySet()) {
            BitSet resident = source.resident(region.getKey());
            for (int page = 0; page < settings.regionBytes() / PAGE; page += whole) {
                int count = resident.get(page, page + whole).cardinality();
                if (count > 0 && count <= most
                        && region.getValue().get(page, page + whole).isEmpty()) {
                    return true;
                }
            }
        }
        return false;
    }

    private long freeResident() {
        long pages = 0;
        for (var region : used.entrySet()) {
            BitSet resident = source.resident(region.getKey());
            resident.andNot(region.getValue());
            pages += resident.cardinality();
        }
        return pages;
    }

    void check() {
        heap.locked(() -> {
            long pages = 0;
            for (Region region : heap.allRegions()) {
                region.checkInvariants();
                checkPages(region);
                pages += used.get(region.base).cardinality();
            }
            PageAccounts accounts = heap.accounts();
            assertEquals(pages * PAGE, accounts.inUse(), "in use");
            assertEquals(source.resident(), accounts.resident(), "resident");
            assertEquals(source.reserved(), accounts.reserved(), "reserved");
            assertTrue(source.peak() <= settings.hardLimit(), "past the hard limit");
        });
    }

    private void checkPages(Region region) {
        BitSet resident = source.resident(region.base);
        BitSet mine = used.get(region.base);
        for (int page = 0; page < region.pages.length; page++) {
            if (mine.get(page) != region.used.isUsed(page)
                    || resident.get(page) == region.isReleased(page)) {
                fail("page " + page + " in use: " + mine.get(page) + ", resident: "
                        + resident.get(page) + "; the heap believes something else");
            }
        }
    }

    void checkEnd() {
        source.refuse(0, 0);
        while (!releasing.isEmpty()) {
            released(0);
        }
        flush();
        while (!held.isEmpty()) {
            free(0);
        }
        check();
        release(Long.MAX_VALUE);
        check();
        assertEquals(source.releases() ? 0 : source.reserved(), source.resident());
        heap.locked(() -> heap.allRegions().forEach(region ->
                assertEquals(region.pages.length, region.used.longestRun())));
        assertNull(source.releases() ? heap.releases().take(512, 0) : null);
        assertFalse(used.size() > 1 && trims == 0, "grew before it asked for what is empty");
    }
}
