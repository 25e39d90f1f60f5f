// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The figures beyond the partition: what classes and caches did, free runs, commits, the peak. */
@Timeout(120)
@ParameterizedClass
@MethodSource("dev.tidepool.spanalloc.Setting#onSystem")
class AllocatorFiguresTest {

    @Parameter
    Setting setting;

    private SpanAllocator allocator;

    @BeforeEach
    void open() {
        allocator = setting.open();
    }

    @AfterEach
    void theBooksBalance() {
        Accounts.assertExact(allocator);
        allocator.tiers().checkInvariants();
        allocator.close();
    }

    private SpanStats.SizeClass rowOf(int slotSize) {
        return allocator.stats().sizeClasses().stream()
                .filter(row -> row.slotSize() == slotSize).findFirst().orElseThrow();
    }

    private List<MemorySegment> blocks(int count, long byteSize) {
        List<MemorySegment> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            blocks.add(allocator.allocate(byteSize, 8));
        }
        return blocks;
    }

    @Test
    void aSpansSlotsAreInOneOfEightSteps() {
        blocks(300, 64 - 8); // with a canary, 64
        SpanStats.SizeClass row = rowOf(64);
        assertEquals(8, row.occupancy().size());
        assertEquals(row.spans(), row.occupancy().stream().mapToLong(n -> n).sum());
        assertTrue(row.occupancy().getFirst() >= 2, row::toString); // 128 slots each
        assertEquals(56, row.meanRequest());
    }

    @Test
    void refillsAreCountedByClassAndSurviveTheirThread() throws Throwable {
        Elsewhere.PLATFORM.together(1, thread -> blocks(500, 64 - 8).forEach(allocator::free));
        long before = rowOf(64).refills();
        assertTrue(before >= 500 / 128, "refills " + before);
        allocator.trim();
        assertEquals(before, rowOf(64).refills());
        blocks(500, 64 - 8);
        assertTrue(rowOf(64).refills() > before);
        for (SpanStats.Cache cache : allocator.stats().caches()) {
            assertTrue(cache.localRefills() <= cache.refills(), cache::toString);
        }
    }

    @Test
    void remoteFreesAreCountedWhenTheyAreCollected() throws Throwable {
        for (int slotSize : new int[] {64, 128}) { // 128 slots, and 64
            List<MemorySegment> blocks = blocks(50, slotSize - 8);
            long before = rowOf(slotSize).remoteFrees();
            Elsewhere.PLATFORM.together(1, thread -> blocks.forEach(allocator::free));
            assertEquals(rowOf(slotSize).allocations(), rowOf(slotSize).frees());
            allocator.trim();
            assertEquals(before + 50, rowOf(slotSize).remoteFrees());
            assertTrue(rowOf(slotSize).collects() > 0);
        }
    }

    @Test
    void thePeakIsKept() {
        List<MemorySegment> large = blocks(10, 1 << 20);
        List<MemorySegment> small = blocks(10_000, 1000);
        SpanStats then = allocator.stats();
        assertTrue(then.peak().demand() >= then.live() + then.rounding(), then::toString);
        large.forEach(allocator::free);
        small.forEach(allocator::free);
        allocator.trim();
        SpanStats now = allocator.stats();
        assertEquals(then.peak(), now.peak());
        assertTrue(now.peak().fragmentation() >= 1 && now.peak().fragmentation() < 5,
                now.peak()::toString);
    }

    /** Without a snapshot at the peak. */
    @Test
    void thePeakIsKnownNearly() {
        if (setting.plain()) {
            List<MemorySegment> blocks = blocks(20_000, 1024);
            blocks.forEach(allocator::free);
            long demand = allocator.stats().peak().demand();
            long held = 20_000 * 1024;
            long unknown = (held >> 6) + (64 << 10) + 8192; // the span at hand as well
            assertTrue(demand >= held - unknown && demand <= held, demand + " of " + held);
        }
    }

    @Test
    void freeRunsAreCountedByLength() {
        List<MemorySegment> blocks = blocks(64, 100_000); // 13 pages or more each
        for (int i = 0; i < 64; i += 2) {
            allocator.free(blocks.get(i));
        }
        allocator.trim();
        SpanStats.Pages pages = allocator.stats().pages();
        long least = 0;
        for (int i = 0; i < pages.freeRuns().size(); i++) {
            least += pages.freeRuns().get(i) << i;
        }
        SpanStats stats = allocator.stats();
        long free = (stats.freeResident() + stats.released()) / SizeClasses.PAGE_BYTES;
        assertTrue(least <= free && free < 2 * least, free + " pages, at least " + least);
        assertTrue(pages.freeRuns().get(3) >= 30, pages::toString);
    }

    @Test
    void commitsAreTimed() {
        var clock = new AtomicLong();
        try (SpanAllocator timed = setting.builder().clock(() -> clock.addAndGet(7)).build()) {
            timed.allocateAddress(100_000);
            SpanStats.Pages pages = timed.stats().pages();
            assertTrue(pages.commits() > 0);
            assertEquals(7 * pages.commits(), pages.commitNanos());
        }
    }
}
