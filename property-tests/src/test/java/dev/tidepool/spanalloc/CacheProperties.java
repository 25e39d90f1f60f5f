// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A cache keeps its budget, lets go of what it has not needed for longest, and loses nothing. */
class CacheProperties {

    private static final int LARGEST = SizeClasses.of(32768); // one slot in a span

    private static Tiers tiers(Profile profile) {
        return new Tiers(Bare.settings(profile, new FakePages(true, 8192), new StubClock(0),
                MemoryLimit.NONE, MemoryLimit.NONE, Long.MAX_VALUE / 4));
    }

    private static Set<Integer> classes(MCache cache) {
        Set<Integer> classes = new HashSet<>();
        for (int c = 1; c < SizeClasses.COUNT; c++) {
            if (cache.spans[c] != Nobody.SPAN) {
                classes.add(c);
            }
        }
        return classes;
    }

    private static void requireBudget(MCache cache, Profile profile) {
        cache.checkInvariants();
        SpanStats.Cache stats = cache.stats("");
        assertTrue(stats.spanBytes() + stats.pageBytes() <= profile.cacheBytes()
                || stats.spans() == 1 && stats.pageBytes() == 0, stats::toString);
    }

    @Property(tries = 100)
    void theBudgetIsKeptAndTheLeastRecentlyRefilledGoes(@ForAll("plain") Profile profile,
            @ForAll @Size(max = 300) List<@IntRange(min = 1, max = 67) Integer> wanted) {
        Tiers tiers = tiers(profile);
        var cache = new MCache(tiers, null);
        Map<Integer, Long> refilledAt = new HashMap<>();
        long refills = 0;
        for (int classId : wanted) {
            Set<Integer> before = classes(cache);
            int slot = cache.take(classId, 1);
            assertTrue(cache.spans[classId].isLive(slot));
            if (cache.stats("").refills() > refills) {
                refills = cache.stats("").refills();
                refilledAt.put(classId, refills);
            }
            Set<Integer> after = classes(cache);
            before.removeAll(after);
            before.remove(classId);
            after.remove(classId);
            long newestGone = before.stream().mapToLong(refilledAt::get).max().orElse(0);
            assertTrue(after.stream().allMatch(c -> refilledAt.get(c) >= newestGone),
                    () -> "gone " + before + ", stayed " + after + ", refilled " + refilledAt);
            requireBudget(cache, profile);
        }
        cache.flush();
        assertEquals(Set.of(), classes(cache));
        tiers.checkInvariants();
        assertEquals(wanted.size(), taken(tiers));
    }

    private static long taken(Tiers tiers) {
        Set<Span> spans = new HashSet<>();
        tiers.heap().locked(() -> tiers.heap().allRegions().forEach(region ->
                spans.addAll(List.of(region.pages))));
        return spans.stream().filter(span -> span.state() != Span.DEAD)
                .mapToLong(Span::takenSlots).sum();
    }

    /** A block that two caches hold would be in the list twice; one that is lost, not at all. */
    @Property(tries = 60)
    void twoCachesHandOutEachBlockOnce(@ForAll("plain") Profile profile,
            @ForAll @Size(max = 400) List<Integer> steps) {
        Tiers tiers = tiers(profile);
        List<MCache> caches = List.of(new MCache(tiers, null), new MCache(tiers, null));
        List<Long> live = new ArrayList<>();
        for (int step : steps) {
            var random = new Random(step);
            MCache cache = caches.get(random.nextInt(2));
            int n = random.nextInt(100);
            if (n < 55) {
                int classId = 1 + (random.nextBoolean() ? 50 : 5) + random.nextInt(10);
                int slot = cache.take(classId, 1);
                live.add(cache.spans[classId].address(slot));
            } else if (n < 95 && !live.isEmpty()) {
                free(tiers, cache, live.remove(random.nextInt(live.size())));
            } else if (n < 97) {
                cache.flush();
            } else {
                tiers.trim();
            }
            requireBudget(cache, profile);
        }
        assertEquals(live.size(), new HashSet<>(live).size(), "a block is held twice");
        assertEquals(live.size(), taken(tiers));
        live.forEach(address -> free(tiers, caches.getFirst(), address));
        caches.forEach(MCache::flush);
        tiers.trim();
        tiers.checkInvariants();
        assertEquals(0, (long) tiers.heap().locked(() -> tiers.heap().accounts().inUse()));
    }

    private static void free(Tiers tiers, MCache cache, long address) {
        Span span = tiers.heap().map.find(address);
        int slot = span.slotAt(address);
        assertTrue(span.owner == cache ? span.freeOwned(slot) : tiers.freeRemote(span, slot));
    }

    @Property(tries = 60)
    void anEmptySpanIsGivenBackAfterAWhile(@ForAll("plain") Profile profile,
            @ForAll @IntRange(min = 1, max = 66) int classId) {
        Tiers tiers = tiers(profile);
        var cache = new MCache(tiers, null);
        Span span = spanAfter(cache, classId);
        assertTrue(span.freeOwned(0));
        int refills = 0;
        while (cache.spans[classId] == span && refills < 2000) {
            cache.take(LARGEST, 1);
            refills++;
        }
        int rounds = refills / SizeClasses.COUNT;
        assertTrue(refills >= 1 && rounds <= profile.retireRounds() + 1, refills + " refills");
        assertTrue(profile == Profile.LOW_MEMORY || rounds >= profile.retireRounds());
        assertEquals(Span.DEAD, span.state());
        // One that is in use stays, unless the budget wants it.
        Span used = spanAfter(cache, classId);
        for (int i = 0; i < 3 * SizeClasses.COUNT; i++) {
            cache.take(LARGEST, 1);
        }
        assertSame(used, cache.spans[classId]);
    }

    private static Span spanAfter(MCache cache, int classId) {
        cache.take(classId, 1);
        return cache.spans[classId];
    }

    @Provide
    Arbitrary<Profile> plain() {
        return Arbitraries.of(Profile.THROUGHPUT, Profile.BALANCED, Profile.LOW_MEMORY);
    }
}
