// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.mutation;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Some classes, and the tests that their mutants meet. Not all, or a run would take hours. */
enum Part {
    /** Slots as bits, pages as bits, and from an address to a span. */
    SPANS("spanalloc", """
            SpanBits Span SpanLayout* SpanList SlotNotes SizeClasses Demand PageMap PageRange
            PageBitmap""", """
            SpanProperties SpanDetailsTest SpanListProperties LateDoubleFreeTest DemandTest
            PageBitmapProperties PageMapProperties PageMapTest PageDetailsTest SizeClassesTest
            CentralProperties CacheProperties"""),

    /** The page heap, its limits, and what gives pages back. */
    PAGES("spanalloc", """
            MHeap Region RegionMapper PageCache PageCommits PageReleases PageAccounts MemoryLimit
            Scavenger Pace""", """
            HeapProperties LimitProperties ScavengerProperties PaceTest PageDetailsTest
            AccountsTest CacheProperties InvariantsTest AllocatorReliefTest"""),

    /** The caches of threads, and what stands between them and the pages. */
    CACHES("spanalloc", """
            MCache MCentral CacheTable Stripes Tiers LargeCache Quarantine""", """
            CacheProperties CentralProperties AdoptionTest AccountsTest InvariantsTest
            AllocatorFiguresTest AllocatorReliefTest DebuggedBlocksTest DeadThreadsTest"""),

    /** A pool's two generations and their parts. */
    GENERATIONS("pool", """
            Budget* Depot Magazine ThreadTable Hooks Generation Cache Tally Stripes Sizing
            TieredPool PlainPool""", """
            GenerationProperties GenerationDetailsTest DepotProperties ThreadTableProperties
            BudgetProperties BudgetTest SharedBudgetProperties SizingProperties PoolProperties
            PoolDetailsTest LateOperationsTest PoolHooksTest HookFailuresTest EvictionTest
            LeaseTest PoolByteBoundsTest PoolContentsTest PoolArgumentsTest ShelvesTest
            BufferDemandTest TideKeeperTest"""),

    /** The pool in which callers wait. */
    BOUNDED("pool", """
            Berth Berths BerthStack WaitingLine Claims BoundedPool* BoundedLease BoundedSettings
            Hold""", """
            BoundedPoolProperties BoundedPoolArgumentsTest BoundedPoolChecksTest
            BoundedPoolClaimTest BoundedPoolClosingTest BoundedPoolFailuresTest
            BoundedPoolLifeTest BoundedPoolLineTest""");

    final String module;
    private final String classes;
    private final String tests;

    Part(String module, String classes, String tests) {
        this.module = module;
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
