// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes from the pages what the tiers believe, when nobody is inside.
 *
 * <pre>
 * R1  regions are disjoint and aligned to their size
 * R2  the pages of a span lead to it; a free page leads to no span in use
 * P1  summaries, counts and bounds of the page bitmaps; released and zero pages are free
 * P4  pages = free resident + free released + in one span + set aside
 * S1  remote frees are of taken slots; bits beyond the last slot are taken
 * S6  a span in use is in one cache, in one list, full and in none, or large
 * T1  a span in a cache is owned by it
 * C1  a span in a list is PARTIAL, and in the list it says
 * C3  spans made - spans returned = spans alive
 * </pre>
 */
final class Invariants {

    private final Tiers tiers;
    private final Set<Span> cached = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Span> listed = Collections.newSetFromMap(new IdentityHashMap<>());
    private final long[] alive = new long[SizeClasses.COUNT];

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
        List<Region> regions = tiers.heap().locked(tiers.heap()::allRegions);
        long before = Long.MIN_VALUE;
        for (Region region : regions) {
            if (!region.isDedicated()) {
                require(region.base >= before && region.base % region.size == 0, "R1", null);
                before = region.base + region.size;
                region.checkInvariants();
            }
            checkPages(region);
        }
        checkCounts(regions);
    }

    private void checkCache(MCache cache) {
        cache.checkInvariants();
        cache.forEachSpan(span -> require(cached.add(span), "cached twice", span));
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
        alive[span.classId]++;
        int state = span.state();
        require(
                (state == Span.OWNED) == cached.contains(span)
                        && (state == Span.PARTIAL) == listed.contains(span)
                        && span.isLarge() == (state == Span.LARGE || state == Span.IDLE),
                "S6", span);
    }

    private void checkCounts(List<Region> regions) {
        for (int c = 0; c < SizeClasses.COUNT; c++) {
            MCentral.Counts counts = tiers.central(c).counts();
            require(counts.made() - counts.returned() == alive[c],
                    "C3 of class " + c + ": " + counts + ", " + alive[c] + " alive", null);
        }
        long resident = 0;
        long reserved = 0;
        for (Region region : regions) {
            reserved += region.size;
            resident += region.size;
            for (int page = 0; page < region.pages.length && !region.isDedicated(); page++) {
                resident -= region.isReleased(page) ? MHeap.PAGE : 0;
            }
        }
        PageAccounts accounts = tiers.heap().accounts();
        require(resident == accounts.resident() && reserved == accounts.reserved(),
                resident + " resident, " + reserved + " reserved, counted "
                        + accounts.resident() + " and " + accounts.reserved(), null);
        require(0 <= accounts.pending() && accounts.pending() <= resident,
                accounts.pending() + " pending of " + resident + " resident", null);
    }

    private static void require(boolean condition, String what, @Nullable Span span) {
        if (!condition) {
            throw new IllegalStateException(what + (span == null ? "" : ": " + span));
        }
    }
}
