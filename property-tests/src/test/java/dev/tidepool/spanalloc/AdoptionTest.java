// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a thread adopts that frees what others allocated. One thread plays both parts. */
class AdoptionTest {

    private static final int CLASS = SizeClasses.of(1024); // 8 slots, a page
    private static final int MOST = 32; // spans of a page in 256 KiB

    private final Tiers tiers = new Tiers(Bare.settings(Profile.BALANCED,
            new FakePages(true, 8192), new StubClock(0), MemoryLimit.NONE, MemoryLimit.NONE,
            Long.MAX_VALUE / 4));
    private final MCache allocating = new MCache(tiers, null);
    private final MCache freeing = new MCache(tiers, null);

    /** FULL, in the order in which they were made. */
    private List<Span> full(int count) {
        List<Span> full = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Span span = null;
            for (int slot = 0; slot < 8; slot++) {
                allocating.take(CLASS, 1024);
                span = allocating.spans[CLASS];
            }
            full.add(span);
        }
        allocating.take(CLASS, 1024);
        full.forEach(span -> assertEquals(Span.FULL, span.state()));
        return full;
    }

    private void adoptAndFree(Span span) {
        assertTrue(freeing.adopt(span));
        assertSame(freeing, span.owner);
        assertTrue(span.freeOwned(0));
    }

    private void requireHeld(int spans) {
        SpanStats.Cache stats = freeing.stats("x");
        assertEquals(spans, stats.spans());
        assertEquals(spans * 8192L, stats.spanBytes());
        assertEquals("x", stats.owner());
        freeing.checkInvariants();
    }

    @Test
    void aThreadThatOnlyFreesKeeps256KibibytesAndPassesTheFirstOn() {
        List<Span> full = full(MOST + 2);
        for (int i = 0; i < MOST; i++) {
            adoptAndFree(full.get(i));
            requireHeld(i + 1);
        }
        assertEquals(Span.OWNED, full.getFirst().state());
        adoptAndFree(full.get(MOST));
        requireHeld(MOST);
        assertEquals(Span.PARTIAL, full.getFirst().state());
        assertSame(full.getFirst(), tiers.central(CLASS).take(allocating));
        assertEquals(7, full.getFirst().takenSlots());
        adoptAndFree(full.get(MOST + 1));
        requireHeld(MOST);
        assertEquals(Span.PARTIAL, full.get(1).state());
    }

    @Test
    void aRefillTurnsToTheFirstAdoptedAndBeginsToCountAnew() {
        List<Span> full = full(MOST + 1);
        full.subList(0, MOST).forEach(this::adoptAndFree);
        int slot = freeing.take(CLASS, 1024);
        assertEquals(0, slot);
        assertSame(full.getFirst(), freeing.spans[CLASS]);
        assertEquals(1, freeing.stats("").refills());
        assertEquals(1, freeing.stats("").localRefills());
        requireHeld(MOST);
        adoptAndFree(full.get(MOST));
        requireHeld(MOST + 1);
        assertEquals(Span.OWNED, full.get(1).state(), "nothing was passed on");
    }

    @Test
    void nobodyAdoptsWhatIsNotFullOrBeyondTheBudget() {
        List<Span> full = full(17);
        assertFalse(Nobody.CACHE.adopt(full.getFirst()));
        assertFalse(freeing.adopt(allocating.spans[CLASS]));
        assertEquals(0, freeing.stats("").spans());
        var small = frugalWith(full);
        assertFalse(small.adopt(full.get(16)));
        assertEquals(Span.FULL, full.get(16).state());
        assertEquals(16, small.stats("").spans());
    }

    /** LOW_MEMORY: its 128 KiB are 16 spans. */
    private static MCache frugalWith(List<Span> full) {
        var small = new MCache(Bare.tiers(Profile.LOW_MEMORY), null);
        full.subList(0, 16).forEach(span -> assertTrue(small.adopt(span)));
        return small;
    }

    @Test
    void whatIsAdoptedGivesWayToTheSpanThatIsNeeded() {
        List<Span> full = full(16);
        MCache small = frugalWith(full);
        full.forEach(span -> assertTrue(span.freeOwned(3)));
        int other = SizeClasses.of(4096);
        small.take(other, 4096);
        full.forEach(span -> assertEquals(Span.PARTIAL, span.state()));
        assertEquals(1, small.stats("").spans());
        small.checkInvariants();
    }

    @Test
    void aThreadThatOnlyFreesAdoptsNothingElseBeyond256Kibibytes() {
        full(MOST).forEach(this::adoptAndFree);
        int other = SizeClasses.of(2048);
        Span span = null;
        for (int slot = 0; slot < SizeClasses.slots(other); slot++) {
            allocating.take(other, 2048);
            span = allocating.spans[other];
        }
        allocating.take(other, 2048);
        assertEquals(Span.FULL, span.state());
        assertFalse(freeing.adopt(span), "there is nothing of its class to pass on");
        requireHeld(MOST);
    }

    /** Too few for a lock while there is memory; where there is none, each counts. */
    @Test
    void oneFreeSlotOfAFullSpanServesWhereNoPageIsLeft() {
        Tiers small = Bare.tiers(Profile.BALANCED);
        var cache = new MCache(small, null);
        int classId = SizeClasses.of(256);
        var error = assertThrows(OffHeapMemoryError.class, () -> {
            while (true) {
                cache.take(classId, 256);
            }
        });
        assertEquals(256, error.askedBytes());
        cache.checkInvariants();
        Span full = small.heap().allRegions().getFirst().pages[0];
        assertEquals(Span.FULL, full.state());
        assertTrue(small.freeRemote(full, 5));
        assertEquals(Span.FULL, full.state());
        assertEquals(5, cache.take(classId, 256));
        assertSame(full, cache.spans[classId]);
        assertThrows(OffHeapMemoryError.class, () -> cache.take(classId, 256));
        cache.checkInvariants();
    }

    @Test
    void theCheckOfACacheLooksAtItsSpans() {
        freeing.take(CLASS, 1);
        freeing.checkInvariants();
        freeing.spans[CLASS].freed = 1 << 7;
        assertThrows(IllegalStateException.class, freeing::checkInvariants);
    }

    @Test
    void aSpareThatIsNotTurnedToIsGivenBackAfterAWhile() {
        Span span = full(1).getFirst();
        adoptAndFree(span);
        int other = SizeClasses.of(32768);
        int refills = 0;
        while (span.state() == Span.OWNED) {
            freeing.take(other, 1);
            assertTrue(++refills <= 20 * SizeClasses.COUNT, "kept for ever");
        }
        int rounds = Profile.BALANCED.retireRounds();
        assertTrue(refills >= rounds * SizeClasses.COUNT, "given back too soon: " + refills);
        assertEquals(Span.PARTIAL, span.state());
        freeing.checkInvariants();
    }

    @Test
    void whatIsFlushedIsListedOrGivenBack() {
        List<Span> full = full(3);
        adoptAndFree(full.get(0));
        adoptAndFree(full.get(1));
        for (int slot = 1; slot < 8; slot++) {
            assertTrue(full.get(1).freeOwned(slot));
        }
        assertTrue(freeing.adopt(full.get(2))); // and nothing of it comes free
        freeing.flush();
        requireHeld(0);
        assertTrue(freeing.isEmpty());
        assertEquals(Span.PARTIAL, full.get(0).state());
        assertEquals(Span.DEAD, full.get(1).state());
        assertEquals(Span.FULL, full.get(2).state());
        assertEquals(1, tiers.central(CLASS).counts().returned());
    }

    @Test
    void aCacheIsIdleIfNobodyRefilledSinceTheLastLook() {
        assertTrue(freeing.isIdle());
        freeing.take(CLASS, 1);
        assertFalse(freeing.isIdle());
        assertTrue(freeing.isIdle());
        freeing.take(CLASS, 1);
        assertTrue(freeing.isIdle(), "that was no refill");
    }

    @Test
    void aRefillFromTheSpanAtHandIsLocal() {
        freeing.take(CLASS, 1);
        assertEquals(1, freeing.stats("").refills());
        assertEquals(0, freeing.stats("").localRefills());
        Span mine = freeing.spans[CLASS];
        while (mine.take() >= 0) {
            // until its slots are taken
        }
        assertTrue(mine.freeRemote(3));
        assertEquals(3, freeing.take(CLASS, 1));
        assertEquals(2, freeing.stats("").refills());
        assertEquals(1, freeing.stats("").localRefills());
        assertEquals(2, freeing.uncountedRefills[CLASS]);
    }

    @Test
    void aSpanIsKeptForAsManyRoundsWhenTheCacheIsOld() {
        int other = SizeClasses.of(32768);
        for (int i = 0; i < 30 * SizeClasses.COUNT; i++) {
            freeing.take(other, 1);
        }
        int slot = freeing.take(CLASS, 1);
        Span span = freeing.spans[CLASS];
        assertTrue(span.freeOwned(slot));
        int rounds = Profile.BALANCED.retireRounds();
        for (int i = 1; i < rounds * SizeClasses.COUNT; i++) {
            freeing.take(other, 1);
            assertSame(span, freeing.spans[CLASS], "given back too soon");
        }
        for (int i = 0; i < 2 * SizeClasses.COUNT; i++) {
            freeing.take(other, 1);
        }
        assertEquals(Span.DEAD, span.state());
    }
}
