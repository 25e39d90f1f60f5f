// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The tiers of docs/design.md, from the door to the ground. What points back up is written here
 * with its reason: one more fails, and so does one that is gone.
 */
class TiersTest {

    private static final Map<String, String> POOL = Map.of(
            "Cache -> Generation", "a cache that is full or empty turns to its generation's depot",
            "ThreadTable -> Generation", "the table's first entry leads to it: the primary",
            "Stripes -> Generation", "a stripe's caches belong to it");

    private static final Map<String, String> SPANALLOC = Map.ofEntries(
            Map.entry("SlowPaths -> SpanAllocator", "reallocate takes and frees at the door"),
            Map.entry("CacheTable -> Tiers", "makes caches"),
            Map.entry("Stripes -> Tiers", "makes caches"),
            Map.entry("MCache -> Tiers", "a refill asks for what is below, and for scavenging"),
            Map.entry("MCache -> Hardening", "a random place to start in a span"),
            Map.entry("MCentral -> MCache", "who takes a span owns it before the lock is left"),
            Map.entry("Span -> MCache", "the owner"),
            Map.entry("SpanBits -> MCache", "the owner"),
            Map.entry("Span -> Region", "where its pages go back to"),
            Map.entry("PageCommits -> MHeap", "commits outside the heap's lock, settles inside"),
            Map.entry("RegionMapper -> MHeap", "maps outside the heap's lock, enters inside"));

    private static final Map<String, String> ARENA = Map.of(
            "Ground -> ArenaPool", "the settings of its builder",
            "Ground -> Leases", "the end of a pool ends its batches",
            "Leases -> PooledLease", "makes leases");

    @Test
    void thePoolsTiersStandOnWhatIsBelow() {
        assertEquals(POOL.keySet(), upward(Library.POOL, List.of(
                Set.of("PoolBuilder"),
                Set.of("PlainPool", "HookedPool", "GuardedPool"),
                Set.of("TieredPool"),
                Set.of("Generation"),
                Set.of("ThreadTable", "Stripes", "Depot"),
                Set.of("Cache"),
                Set.of("Magazine", "Tally"))));
    }

    @Test
    void theAllocatorsTiersStandOnWhatIsBelow() {
        assertEquals(SPANALLOC.keySet(), upward(Library.SPANALLOC, List.of(
                Set.of("SpanAllocator"),
                Set.of("SlowPaths", "Hardening"),
                Set.of("Tiers"),
                Set.of("CacheTable", "Stripes"),
                Set.of("MCache"),
                Set.of("MCentral", "LargeCache"),
                Set.of("MHeap"),
                Set.of("RegionMapper", "PageCommits", "PageReleases", "MemoryLimit"),
                Set.of("PageAccounts", "PageMap"),
                Set.of("Region"),
                Set.of("Span", "PageBitmap"),
                Set.of("SpanBits"),
                Set.of("SizeClasses", "PageSource"))));
    }

    @Test
    void theArenasTiersStandOnWhatIsBelow() {
        assertEquals(ARENA.keySet(), upward(Library.ARENA, List.of(
                Set.of("ArenaPool"),
                Set.of("ConfinedArena", "SharedArena", "PooledLease"),
                Set.of("Chunks", "Leases"),
                Set.of("Ground"))));
    }

    private static Set<String> upward(Library library, List<Set<String>> rungs) {
        Map<String, Integer> rung = new HashMap<>();
        for (int i = 0; i < rungs.size(); i++) {
            for (String name : rungs.get(i)) {
                rung.put(name, i);
            }
        }
        Set<String> found = new TreeSet<>();
        for (JavaClass from : library.classes()) {
            for (Dependency d : from.getDirectDependenciesFromSelf()) {
                String a = outermost(from);
                String b = outermost(d.getTargetClass());
                if (rung.containsKey(a) && rung.containsKey(b) && rung.get(b) < rung.get(a)) {
                    found.add(a + " -> " + b);
                }
            }
        }
        return found;
    }

    private static String outermost(JavaClass c) {
        JavaClass outer = c;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer.getSimpleName();
    }
}
