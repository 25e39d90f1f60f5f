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
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What mutants showed that the properties do not see of pages: checks, messages, and edges. */
class PageDetailsTest {

    @Test
    void aChunkCountsItsFreePages() {
        var bitmap = new PageBitmap(1088); // two chunks and 64 pages
        bitmap.use(500, 20);
        assertEquals(500, bitmap.freeInChunk(0));
        assertEquals(504, bitmap.freeInChunk(1));
        assertEquals(64, bitmap.freeInChunk(2));
        assertEquals(1068, bitmap.freePages());
        assertEquals(17, bitmap.words());
    }

    @Test
    void aRunMayBeAWholeWord() {
        assertEquals(0, PageBitmap.runOf(-1L, 64));
        assertEquals(-1, PageBitmap.runOf(-1L >>> 1, 64));
        assertEquals(-1, PageBitmap.runOf(-1L, 65));
    }

    @Test
    void aSearchBeginsBehindTheFullChunks() {
        var bitmap = new PageBitmap(2048);
        bitmap.use(0, 1200);
        assertEquals(2, Private.get(bitmap, "firstChunk"));
        bitmap.free(600, 1);
        assertEquals(1, Private.get(bitmap, "firstChunk"));
        bitmap.use(600, 1);
        bitmap.use(1200, 848);
        assertEquals(4, Private.get(bitmap, "firstChunk"));
        assertEquals(-1, bitmap.find(1));
    }

    @Test
    void whatCannotBeChangedIsNamed() {
        var bitmap = new PageBitmap(128);
        bitmap.use(70, 3);
        var used = assertThrows(IllegalStateException.class, () -> bitmap.use(66, 10));
        assertEquals("pages 66..75 are not all free", used.getMessage());
        var free = assertThrows(IllegalStateException.class, () -> bitmap.free(69, 2));
        assertEquals("pages 69..70 are not all in use", free.getMessage());
    }

    @Test
    void theBitmapsCheckFindsWhatIsWrong() {
        requireFailure("beyond the region", bitmap -> words(bitmap)[9] ^= 1);
        requireFailure("is free below chunk", bitmap -> Private.set(bitmap, "firstChunk", 2));
        requireFailure("pages counted as free", bitmap -> Private.set(bitmap, "freePages", 575));
        requireFailure("the summary of chunk 0", bitmap -> {
            words(bitmap)[3] ^= 1L << 20;
            Private.set(bitmap, "freePages", 575);
        });
        requireFailure("the summary of chunk 1", bitmap -> {
            words(bitmap)[8] ^= 1;
            Private.set(bitmap, "freePages", 575);
        });
    }

    private static long[] words(PageBitmap bitmap) {
        return (long[]) Private.get(bitmap, "used");
    }

    private static void requireFailure(String why, Consumer<PageBitmap> fault) {
        var bitmap = new PageBitmap(576);
        bitmap.checkInvariants();
        fault.accept(bitmap);
        String said = assertThrows(IllegalStateException.class, bitmap::checkInvariants)
                .getMessage();
        assertTrue(said.contains(why), said);
    }

    @Test
    void aRangeWithoutAnotherIsWhatIsLeftOnBothSides() {
        var range = new PageRange(Region.NONE, 10, 6, true);
        for (int first = 5; first < 20; first++) {
            for (int count = 1; count < 15; count++) {
                long left = 0;
                for (PageRange rest : range.without(
                        new PageRange(Region.NONE, first, count, false))) {
                    assertTrue(rest.zero() && rest.count() > 0);
                    for (int page = rest.first(); page < rest.first() + rest.count(); page++) {
                        assertTrue((left & 1L << page) == 0, "twice");
                        left |= 1L << page;
                    }
                }
                long other = PageBitmap.mask(first, count);
                assertEquals(PageBitmap.mask(10, 6) & ~other, left, first + ", " + count);
            }
        }
    }

    @Test
    void aPageCacheHandsOutTheLowestRunAndGivesTheRestBack() {
        var cache = new PageCache(Region.NONE, 1, 0b1111_0110L, 0b1110_0000L);
        assertEquals(6 * 8192, cache.bytes());
        PageRange two = cache.take(2);
        assertEquals(65, two.first());
        assertFalse(two.zero());
        PageRange three = cache.take(3);
        assertEquals(68, three.first());
        assertFalse(three.zero(), "one of them was in use");
        assertEquals(null, cache.take(2));
        assertFalse(cache.isEmpty());
        assertTrue(cache.take(1).zero());
        assertTrue(cache.isEmpty());
        assertEquals(64, new PageCache(Region.NONE, 1, 7, 0).take(3).first());
        assertEquals(7, new PageCache(Region.NONE, 1, 7, 0).freeBits());
        assertEquals(0, cache.bytes());
    }

    // ---- the map

    private static final int SHIFT = 19; // regions of 64 pages
    private static final long SIZE = 1L << SHIFT;

    private final PageMap map = new PageMap(SHIFT);

    @SuppressWarnings("restricted")
    private static MemorySegment memory(long base) {
        return MemorySegment.ofAddress(base).reinterpret(SIZE);
    }

    private Region common(long base) {
        return Region.common(memory(base), Arena.global(), 0);
    }

    private Region dedicated(long base) {
        return Region.dedicated(memory(base), Arena.ofAuto());
    }

    @Test
    void aBlocksOwnRegionIsForgottenWhenItIsDeadAndAnotherIsAdded() {
        Region dead = dedicated(5 * SIZE);
        assertTrue(map.add(dead));
        Span span = new Span(new PageRange(dead, 0, 64, true));
        dead.enter(span);
        span.toDead();
        assertSame(span, map.findExactly(5 * SIZE));
        assertTrue(map.add(common(6 * SIZE)));
        assertSame(Nobody.SPAN, map.findExactly(5 * SIZE));
    }

    @Test
    void aCommonRegionIsKeptWhateverDiesInIt() {
        Region region = common(5 * SIZE);
        assertTrue(map.add(region));
        Span span = new Span(new PageRange(region, 0, 1, true));
        region.enter(span);
        span.toDead();
        assertTrue(map.add(common(6 * SIZE)));
        assertSame(span, map.findExactly(5 * SIZE));
    }

    /** The table has 2^22 entries at most. */
    @Test
    void regionsThatMeetInTheLargestTableAreRefused() {
        Region first = common(SIZE);
        assertTrue(map.add(first));
        assertTrue(map.add(common(SIZE + (1L << SHIFT + 21))));
        assertFalse(map.add(common(SIZE + (1L << SHIFT + 22))));
        Span span = new Span(new PageRange(first, 0, 1, true));
        first.enter(span);
        assertSame(span, map.find(SIZE));
        assertSame(Nobody.SPAN, map.findExactly(SIZE + (1L << SHIFT + 22)));
    }
}
