// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes from the pages what the tiers believe, when nobody is inside.
 *
 * <pre>
 * R1  regions are disjoint and aligned, those of a single block too
 * R2  the pages of a span lead to it; a free page leads to no span in use
 * P1  summaries, counts and bounds of the page bitmaps; released and zero pages are free
 * P4  a page is free, or in one span, or set aside in one page cache; pages in use, resident and
 *     reserved are as counted
 * S1  remote frees are of taken slots; bits beyond the last slot are taken
 * S6  a span in use is in one cache, in one list, full and in none, large, or idle: at hand or in
 *     the quarantine; a slot that its user has freed and the span has not is there, once
 * T1  a span in a cache is owned by it
 * T3  an OWNED span is in the cache of a thread that was alive lately, or in a stripe; see also
 *     {@link CacheTable#flushDead}
 * T4  allocations - frees = live blocks, in each class; what is in demand is what spans say
 * C1  a span in a list is PARTIAL, and in the list it says
 * C3  spans made - spans returned = spans alive
 * </pre>
 */
final class Invariants {

    private final Tiers tiers;
    private final Set<Span> cached = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Span> listed = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Span> idle = Collections.newSetFromMap(new IdentityHashMap<>());
    /** The pages in page caches, as the words of a region's bitmap. */
    private final IdentityHashMap<Region, long[]> aside = new IdentityHashMap<>();
    private final long[] alive = new long[SizeClasses.COUNT];
    private final long[] live = new long[SizeClasses.COUNT];
    private final long[] allocations = new long[SizeClasses.COUNT];
    private final long[] frees = new long[SizeClasses.COUNT];
    private long waiting;
    private long quarantined;
    private long demand;
    private long keptToThemselves;

    private Invariants(Tiers tiers) {
        this.tiers = tiers;
    }

    /**
     * Checks everything.
     *
     * @throws IllegalStateException naming what does not hold
     */
    static void check(Tiers tiers) {
        new Invariants(tiers).check();
    }

    private void check() {
        tiers.caches().forEach(this::checkCache);
        tiers.stripes().forEach(this::checkCache);
        for (int c = 1; c < SizeClasses.COUNT; c++) {
            tiers.central(c).checkInvariants();
            tiers.central(c).forEach(span -> require(listed.add(span), "listed twice", span));
        }
        tiers.large().checkedSpans().forEach(
                span -> require(idle.add(span), "at hand twice", span));
        for (Quarantine.Waiting next : tiers.quarantine().checked()) {
            require(!next.span().isLarge() || idle.add(next.span()), "S6, twice", next.span());
            quarantined += next.span().isLarge() ? 0 : 1;
        }
        List<Region> regions = tiers.heap().locked(tiers.heap()::allRegions);
        checkPlaces(regions);
        for (Region region : regions) {
            if (!region.isDedicated()) {
                region.checkInvariants();
                checkAside(region);
            }
            checkPages(region);
        }
        checkClasses();
        checkAccounts(regions);
    }

    private void checkCache(MCache cache) {
        cache.checkInvariants();
        cache.forEachSpan(span -> require(cached.add(span), "cached twice", span));
        keptToThemselves += cache.uncounted;
        PageCache pages = cache.pages();
        if (pages != null) {
            long[] words = aside.computeIfAbsent(
                    pages.region, region -> new long[region.used.words()]);
            require((words[pages.word] & pages.freeBits()) == 0, "P4: set aside twice", null);
            words[pages.word] |= pages.freeBits();
        }
    }

    private void checkPlaces(List<Region> regions) {
        long unit = tiers.heap().mapper().regionBytes();
        long end = Long.MIN_VALUE;
        for (Region region : regions.stream()
                .sorted(Comparator.comparingLong(region -> region.base)).toList()) {
            require(region.base >= end && region.base % unit == 0
                            && (region.isDedicated() || region.size == unit),
                    "R1: 0x%x of %d bytes".formatted(region.base, region.size), null);
            end = region.base + region.size;
        }
    }

    /** Of the pages in use, those in no span are those in page caches. */
    private void checkAside(Region region) {
        long[] words = aside.getOrDefault(region, new long[region.used.words()]);
        for (int page = 0; page < region.pages.length; page++) {
            boolean inSpan = region.pages[page].state() != Span.DEAD;
            boolean isAside = (words[page >>> 6] & 1L << page) != 0;
            require(region.used.isUsed(page) ? inSpan != isAside : !inSpan && !isAside,
                    "P4: page %d of region 0x%x is %s".formatted(page, region.base,
                            isAside ? "set aside wrongly" : "in no place or two"), null);
        }
    }

    private void checkPages(Region region) {
        Span last = null;
        for (int page = 0; page < region.pages.length; page++) {
            Span span = region.pages[page];
            boolean inUse = span.state() != Span.DEAD;
            boolean used = region.isDedicated() || region.used.isUsed(page);
            require(!inUse || used, "a free page leads to a span", span);
            if (inUse && span != last) {
                require(region.isDedicated() || region.pageOf(span.base) == page, "R2", span);
                checkSpan(span);
            }
            if (last != null && span != last && !region.isDedicated()) {
                require(page == region.pageOf(last.base) + last.pages, "R2", last);
            }
            last = inUse ? span : null;
        }
    }

    private void checkSpan(Span span) {
        span.checkInvariants();
        int c = span.classId;
        alive[c]++;
        int state = span.state();
        require(
                (state == Span.OWNED) == cached.contains(span)
                        && (state == Span.PARTIAL) == listed.contains(span)
                        && (state == Span.IDLE) == idle.contains(span)
                        && span.isLarge() == (state == Span.LARGE || state == Span.IDLE),
                "S6", span);
        allocations[c] += span.allocations();
        frees[c] += span.frees();
        demand += (long) span.counted * span.slotSize + (state == Span.LARGE ? span.bytes() : 0);
        if (span.isLarge()) {
            live[c] += state == Span.LARGE ? 1 : 0;
            return;
        }
        for (int w = 0; w < span.words(); w++) {
            long taken = span.takenBits(w);
            long bits = span.liveBits(w) & taken;
            live[c] += Long.bitCount(bits);
            waiting += Long.bitCount(taken & ~bits);
        }
    }

    private void checkClasses() {
        for (int c = 0; c < SizeClasses.COUNT; c++) {
            MCentral.Counts counts = tiers.central(c).counts();
            require(counts.made() - counts.returned() == alive[c],
                    "C3 of class " + c + ": " + counts + ", " + alive[c] + " alive", null);
            long taken = counts.allocations() + allocations[c];
            long freed = counts.frees() + frees[c];
            require(taken - freed == live[c] && counts.allocations() == counts.frees(),
                    "T4 of class " + c + ": " + taken + " allocations, " + freed + " frees, "
                            + live[c] + " live, past " + counts, null);
        }
        require(waiting == quarantined,
                "S6: " + waiting + " slots wait, " + quarantined + " in quarantine", null);
        require(demand == tiers.demand().bytes() + keptToThemselves,
                "T4: in demand " + demand + ", counted " + tiers.demand().bytes() + " and "
                        + keptToThemselves, null);
    }

    private void checkAccounts(List<Region> regions) {
        long resident = 0;
        long reserved = 0;
        long inUse = 0;
        for (Region region : regions) {
            reserved += region.size;
            resident += region.size;
            inUse += region.isDedicated() ? region.size : 0;
            for (int page = 0; page < region.pages.length && !region.isDedicated(); page++) {
                resident -= region.isReleased(page) ? MHeap.PAGE : 0;
                inUse += region.used.isUsed(page) ? MHeap.PAGE : 0;
            }
        }
        PageAccounts accounts = tiers.heap().accounts();
        require(resident == accounts.resident() && reserved == accounts.reserved()
                        && inUse == accounts.inUse(),
                "P4: " + resident + " resident, " + reserved + " reserved, " + inUse
                        + " in use, counted " + accounts.resident() + ", " + accounts.reserved()
                        + " and " + accounts.inUse(), null);
        require(0 <= accounts.pending() && accounts.pending() <= resident,
                accounts.pending() + " pending of " + resident + " resident", null);
    }

    private static void require(boolean condition, String what, @Nullable Span span) {
        if (!condition) {
            throw new IllegalStateException(what + (span == null ? "" : ": " + span));
        }
    }
}
