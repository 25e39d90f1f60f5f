// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.mutation;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Some classes, and the tests that their mutants meet. Not all, or a run would take hours. */
enum Part {
    /** Slots as bits, pages as bits, and from an address to a span. */
    SPANS("spanalloc", 60, """
            SpanBits Span SpanLayout* SpanList SlotNotes SizeClasses Demand PageMap PageRange
            PageBitmap""", """
            SpanProperties SpanDetailsTest SpanListProperties LateDoubleFreeTest DemandTest
            PageBitmapProperties PageMapProperties PageMapTest PageDetailsTest SizeClassesTest
            CentralProperties CacheProperties"""),

    /** The page heap. */
    PAGES("spanalloc", 10, """
            MHeap Region RegionMapper PageCache PageCommits PageReleases PageAccounts""", """
            HeapProperties HeapTest RegionTest PageDetailsTest AccountsTest"""),

    /** What limits memory, and what gives it back. */
    LIMITS("spanalloc", 20, """
            MemoryLimit Scavenger Pace""", """
            LimitProperties ScavengerProperties PaceTest AccountsTest"""),

    /** The caches of threads, and what stands between them and the pages. */
    CACHES("spanalloc", 20, """
            MCache MCentral CacheTable Stripes Tiers LargeCache Quarantine""", """
            CacheProperties CentralProperties AdoptionTest TierDetailsTest SharedTiersTest
            AccountsTest InvariantsTest AllocatorFiguresTest AllocatorReliefTest DebuggedBlocksTest
            DeadThreadsTest"""),

    /** A pool's two generations and their parts. */
    GENERATIONS("pool", 60, """
            Budget* Depot Magazine ThreadTable Hooks Generation Cache Tally Stripes Sizing
            TieredPool PastBooks PlainPool""", """
            GenerationProperties GenerationDetailsTest DepotProperties ThreadTableProperties
            BudgetProperties BudgetTest SharedBudgetProperties SizingProperties PoolProperties
            PoolDetailsTest HooksTest LateOperationsTest PoolHooksTest HookFailuresTest EvictionTest
            LeaseTest PoolByteBoundsTest PoolContentsTest PoolArgumentsTest ShelvesTest
            BufferDemandTest BufferPoolZeroingTest TideKeeperTest"""),

    /** The pool in which callers wait. */
    BOUNDED("pool", 60, """
            Berth Berths BerthStack WaitingLine Claims BoundedPool* BoundedLease BoundedSettings
            Hold""", """
            BoundedPoolProperties BoundedPoolArgumentsTest BoundedPoolChecksTest
            BoundedPoolClaimTest BoundedPoolClosingTest BoundedPoolFailuresTest
            BoundedPoolLifeTest BoundedPoolLineTest""");

    final String module;
    /** Of a property at most: some take long, and a mutant that survives meets them all. */
    final int tries;
    private final String classes;
    private final String tests;

    Part(String module, int tries, String classes, String tests) {
        this.module = module;
        this.tries = tries;
        this.classes = classes;
        this.tests = tests;
    }

    String classes() {
        return qualified(classes);
    }

    String tests() {
        return qualified(tests);
    }

    private String qualified(String names) {
        return Stream.of(names.strip().split("\\s+"))
                .map(name -> "dev.tidepool." + module + "." + name)
                .collect(Collectors.joining(","));
    }
}
