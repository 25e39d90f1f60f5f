// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.mutation.Private;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** The pages of one region: which are worth a call of the system, and which read as zero. */
class RegionTest {

    private static final int PAGES = 2048; // four chunks
    private static final long PAGE = MHeap.PAGE;

    private final Region region = region(PAGES * PAGE, 1);

    @SuppressWarnings("restricted")
    private static MemorySegment memory(long base, long bytes) {
        return MemorySegment.ofAddress(base).reinterpret(bytes);
    }

    private static Region region(long base, int unit) {
        return Region.common(memory(base, PAGES * PAGE), Arena.global(), unit);
    }

    /** All pages in use but for these, which are free and have memory behind them. */
    private void onlyFree(int... runs) {
        region.claim(0, PAGES);
        for (int i = 0; i < runs.length; i += 2) {
            region.free(runs[i], runs[i + 1], false);
        }
    }

    private void requireRun(int from, int count, long run) {
        assertEquals(from + ", " + count, (int) run + ", " + (run >>> 32));
    }

    @Test
    void theHighestRunIsTakenFromItsUpperEnd() {
        onlyFree(100, 30, 700, 50);
        requireRun(700, 50, region.highestResident(512, 0));
        requireRun(740, 10, region.highestResident(10, 0));
        region.claim(700, 50);
        requireRun(100, 30, region.highestResident(512, 0));
        region.claim(100, 30);
        assertEquals(0, region.highestResident(512, 0));
    }

    @Test
    void sixteenFreePagesOfAChunkAreNotWorthACallUnlessForced() {
        onlyFree(40, 17, 600, 10, 620, 6);
        requireRun(40, 17, region.highestResident(512, 1));
        requireRun(620, 6, region.highestResident(512, 0));
        region.free(650, 1, false);
        requireRun(650, 1, region.highestResident(512, 1));
    }

    @Test
    void aLargePageIsTakenOnlyWhenAllOfItIsFreeAndNoMoreOfItResidentThanWanted() {
        onlyFree(0, 256, 512, 255, 768, 256, 1536, 512);
        region.freeReleased(1024, 256);
        requireRun(1792, 256, region.highestResident(256, 256));
        assertEquals(0, region.highestResident(255, 256));
        region.claim(1536, 512);
        requireRun(768, 256, region.highestResident(256, 256));
        region.claim(768, 256);
        requireRun(0, 256, region.highestResident(512, 256));
        region.claim(0, 256);
        assertEquals(0, region.highestResident(512, 256), "not all free, or none resident");
        region.claim(1024, 256);
        region.freeReleased(1024, 250);
        region.free(1274, 6, false);
        requireRun(1274, 6, region.highestResident(6, 256));
        assertEquals(0, region.highestResident(5, 256));
    }

    @Test
    void aUnitOfTheSystemIsTakenAsAWhole() {
        Region large = region(PAGES * PAGE, 8);
        large.claim(0, PAGES);
        large.free(13, 30, false); // 16 to 39 are whole
        requireRun(16, 24, large.highestResident(512, 0));
        requireRun(32, 8, large.highestResident(3, 0));
        large.claim(16, 24);
        assertEquals(0, large.highestResident(512, 0));
    }

    @Test
    void onlyASpansOwnPagesLeadToIt() {
        Span below = new Span(new PageRange(region, 3, 2, true));
        Span above = new Span(new PageRange(region, 5, 1, true));
        region.enter(above);
        region.enter(below);
        assertSame(Nobody.SPAN, region.pages[2]);
        assertSame(below, region.pages[3]);
        assertSame(below, region.pages[4]);
        assertSame(above, region.pages[5]);
        assertSame(Nobody.SPAN, region.pages[6]);
    }

    @Test
    void theBytesTakenAreThoseOfBlocksThatAreNotFree() {
        assertEquals(0, region.takenBytes());
        int classId = SizeClasses.of(2688); // three slots in a page
        Span small = new Span(new PageRange(region, 3, SizeClasses.spanPages(classId), true),
                classId, Bare.owner());
        region.enter(small);
        assertTrue(small.take() == 0 && small.take() == 1 && small.freeOwned(0));
        Span large = new Span(new PageRange(region, 10, 4, true));
        region.enter(large);
        large.idleToLarge(4 * PAGE - 5);
        assertEquals(small.slotSize + 4 * PAGE, region.takenBytes());
        large.largeToIdle();
        assertEquals(small.slotSize, region.takenBytes());
        small.freeOwned(1);
        small.toDead();
        assertEquals(0, region.takenBytes());
    }

    @Test
    void regionsOverlapThatHaveAPageInCommon() {
        for (int other = PAGES - PAGES / 2; other < PAGES + PAGES / 2; other += PAGES / 8) {
            assertTrue(region.overlaps(region(other * PAGE, 1)));
        }
        assertFalse(region.overlaps(region(0, 1)), "right below");
        assertFalse(region.overlaps(region(2 * PAGES * PAGE, 1)), "right above");
        assertFalse(region.overlaps(region(64 * PAGES * PAGE, 1)));
        assertFalse(region(64 * PAGES * PAGE, 1).overlaps(region));
    }

    @Test
    void whatWasNeverUsedReadsAsZero() {
        assertEquals(-1L, region.claimBits(0, -1L));
        region.free(0, 20, true);
        region.free(20, 44, false);
        assertEquals((1L << 20) - 1, region.claimBits(0, -1L));
        region.free(0, 64, false);
        assertEquals(0, region.claimBits(0, 0xF0F0));
        assertEquals(0xF0F0, ~region.used.freeBits(0));
        region.freeReleased(4, 4);
        assertTrue(region.claim(4, 4).zero());
        assertFalse(region.claim(0, 4).zero());
        region.checkInvariants();
    }

    @Test
    void releasedRunsAreThoseThatHaveToBeCommitted() {
        assertEquals(1, region.releasedRuns(10, 50).size());
        region.claim(20, 10);
        region.free(20, 10, false);
        var runs = region.releasedRuns(10, 50);
        assertEquals(2, runs.size());
        assertEquals(new PageRange(region, 10, 10, true), runs.getFirst());
        assertEquals(new PageRange(region, 30, 30, true), runs.getLast());
        assertTrue(region.releasedRuns(20, 10).isEmpty());
        assertEquals(-1L & ~(((1L << 10) - 1) << 20), region.releasedBits(0));
    }

    @Test
    void theCheckFindsPagesThatAreTwoThingsAtOnce() {
        requireFailure("released", 0);
        requireFailure("zero", 0);
        region.freeReleased(0, 64);
        region.checkInvariants();
        ((long[]) Private.get(region, "zero"))[0] = 0;
        assertThrows(IllegalStateException.class, region::checkInvariants);
        var other = region(PAGES * PAGE, 1);
        Private.set(other.used, "freePages", 7);
        assertThrows(IllegalStateException.class, other::checkInvariants);
    }

    private void requireFailure(String bits, int word) {
        if (!region.used.isUsed(0)) {
            region.claim(0, 64);
        }
        region.checkInvariants();
        ((long[]) Private.get(region, bits))[word] = 1;
        assertThrows(IllegalStateException.class, region::checkInvariants);
        ((long[]) Private.get(region, bits))[word] = 0;
    }
}
