// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Faults planted in the state of an allocator: its invariants find each of them. */
@SuppressWarnings("MustBeClosedChecker")
class InvariantsTest {

    private static final int CLASS = SizeClasses.of(1000);
    private static final long LARGE = 100_000;

    private final FakePages source = new FakePages(true, 4096);
    private SpanAllocator allocator;
    private Tiers tiers;
    private final List<Long> blocks = new ArrayList<>();

    @BeforeEach
    void work() {
        open(Profile.BALANCED, source);
    }

    private void open(Profile profile, PageSource pages) {
        allocator = SpanAllocator.builder().profile(profile).pageSource(pages)
                .clock(new StubClock(0)).backgroundScavenger(false).build();
        tiers = allocator.tiers();
        blocks.clear();
        for (int i = 0; i < 40; i++) {
            blocks.add(allocator.allocateAddress(i % 4 == 0 ? LARGE : 25 * i));
        }
        for (int i = 0; i < 20; i++) {
            allocator.freeAddress(blocks.removeFirst());
        }
        tiers.checkInvariants();
    }

    private void requireFound(String what) {
        String found = assertThrows(IllegalStateException.class, tiers::checkInvariants)
                .getMessage();
        assertTrue(found.contains(what), found);
    }

    private Span smallSpan() {
        return allocator.tiers().heap().map.find(allocator.allocateAddress(1000));
    }

    private Span largeSpan() {
        return allocator.tiers().heap().map.find(allocator.allocateAddress(LARGE));
    }

    private PageAccounts accounts() {
        return tiers.heap().accounts();
    }

    // ---- pages

    @Test
    void pagesThatNobodyHasSetAside() {
        assertNotNull(tiers.heap().claimBlock());
        requireFound("P4: page");
    }

    @Test
    void pagesThatAreSetAsideTwice() {
        MCache cache = cacheWithPages();
        PageCache pages = Objects.requireNonNull(cache.pages());
        tiers.heap().locked(() -> pages.region.free(
                64 * pages.word + Long.numberOfTrailingZeros(pages.freeBits()), 1, false));
        requireFound("P4: page");
    }

    @Test
    void aSpanOnPagesThatAreSetAside() {
        MCache cache = cacheWithPages();
        PageCache pages = Objects.requireNonNull(cache.pages());
        int page = 64 * pages.word + Long.numberOfTrailingZeros(pages.freeBits());
        pages.region.pages[page] = smallSpan();
        requireFound("P4: page");
    }

    private MCache cacheWithPages() {
        var found = new ArrayList<MCache>();
        tiers.caches().forEach(found::add);
        MCache cache = found.getFirst();
        assertFalse(Objects.requireNonNull(cache.pages()).isEmpty());
        return cache;
    }

    @Test
    void pagesInUseThatAreNotCounted() {
        accounts().free(8192);
        requireFound("P4: ");
        accounts().free(-8192);
        tiers.checkInvariants();
    }

    @Test
    void residentPagesThatAreNotCounted() {
        accounts().unmap(0, 8192);
        requireFound("P4: ");
    }

    @Test
    void aRegionOfItsOwnWithinAnother() {
        allocator.allocateAddress(65 << 20);
        Region other = tiers.heap().dedicatedRegions().getFirst();
        Region inside = Region.dedicated(
                other.segment.asSlice(tiers.heap().mapper().regionBytes()), Arena.ofShared());
        tiers.heap().add(inside);
        requireFound("R1");
    }

    // ---- spans

    @Test
    void anIdleBlockThatIsNotAtHand() {
        assertTrue(largeSpan().largeToIdle());
        requireFound("S6");
    }

    @Test
    void aLiveBlockThatIsAtHand() {
        assertTrue(tiers.large().offer(largeSpan(), 0));
        requireFound("S6");
    }

    @Test
    void anIdleBlockInAWrongList() {
        Span span = largeSpan();
        allocator.freeAddress(span.base);
        Span other = Bare.large(40 * span.pages);
        span.next = other;
        requireFound("idle in list");
        span.next = Bare.large(span.pages);
        requireFound("bytes idle");
    }

    @Test
    void aSpanOfACacheThatIsGone() {
        open(Profile.LOW_MEMORY, source); // no page caches, which would be found lost first
        new MCache(tiers, null).take(CLASS, 1000);
        requireFound("S6");
    }

    @Test
    void aCacheIsNotEmptyUntilItIsFlushed() {
        var cache = new MCache(tiers, null);
        assertTrue(cache.isEmpty());
        cache.take(CLASS, 1000);
        assertFalse(cache.isEmpty());
        cache.flush();
        assertTrue(cache.isEmpty());
        cache.uncounted = 1;
        assertFalse(cache.isEmpty());
        cache.uncounted = 0;
        cache.uncountedRefills[CLASS] = 1;
        assertFalse(cache.isEmpty());
    }

    // ---- counters

    @Test
    void aSpanThatIsReturnedWithALiveBlock() {
        tiers.central(CLASS).countMade();
        tiers.central(CLASS).countReturned(smallSpan());
        requireFound("T4 of class " + CLASS);
    }

    @Test
    void aSpanThatIsReturnedAndAlive() {
        tiers.central(CLASS).countReturned(smallSpan());
        requireFound("C3 of class " + CLASS);
    }

    @Test
    void demandThatWasForgotten() {
        tiers.demand().add(-8);
        requireFound("T4: in demand");
        tiers.demand().add(8);
        smallSpan().counted++;
        requireFound("T4: in demand");
    }

    // ---- the quarantine

    @Test
    void aBlockThatWasLostFromTheQuarantine() {
        open(Profile.HARDENED, FakePages.withMemory(true, 4096));
        var large = Objects.requireNonNull(tiers.quarantine().next(true));
        assertTrue(large.span().isLarge());
        requireFound("S6: span");
        tiers.quarantine().add(large.span(), large.slot());
        tiers.checkInvariants();
        var small = Objects.requireNonNull(tiers.quarantine().next(true));
        assertFalse(small.span().isLarge());
        requireFound("slots wait");
    }

    @Test
    void aSlotThatWaitsTwiceOrThoughItIsLive() {
        open(Profile.HARDENED, FakePages.withMemory(true, 4096));
        var waiting = Objects.requireNonNull(tiers.quarantine().next(true));
        tiers.quarantine().add(waiting.span(), waiting.slot());
        tiers.checkInvariants();
        tiers.quarantine().add(waiting.span(), waiting.slot());
        requireFound("wrongly in quarantine");
        open(Profile.HARDENED, FakePages.withMemory(true, 4096));
        Span span = smallSpan();
        int slot = 0;
        while (!span.isLive(slot)) {
            slot++;
        }
        tiers.quarantine().add(span, slot);
        requireFound("wrongly in quarantine");
    }

    @Test
    void nothingIsFoundWithoutAFault() {
        blocks.forEach(allocator::freeAddress);
        allocator.trim();
        tiers.checkInvariants();
        assertEquals(0, tiers.demand().bytes());
    }
}
