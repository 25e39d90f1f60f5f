// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The counters of pages, limits and classes, each by itself. */
class AccountsTest {

    private final PageAccounts pages = new PageAccounts();
    private final MemoryLimit limit = new MemoryLimit(100, 200);

    private void requirePages(long reserved, long resident, long inUse, long pending) {
        assertEquals(List.of(reserved, resident, inUse, pending), List.of(pages.reserved(),
                pages.resident(), pages.inUse(), pages.pending()));
    }

    @Test
    void pagesAreReservedThenResidentThenInUse() {
        pages.map(1000, 300);
        requirePages(1000, 300, 0, 300);
        pages.mapped(300);
        requirePages(1000, 300, 0, 0);
        assertEquals(1, pages.maps());
        pages.claim(50, 20);
        requirePages(1000, 320, 50, 20);
        pages.settle(20);
        requirePages(1000, 320, 50, 0);
        pages.free(30);
        requirePages(1000, 320, 20, 0);
        pages.unmap(400, 100);
        requirePages(600, 220, 20, 0);
    }

    @Test
    void whatIsPendingIsInNoPeak() {
        pages.claim(50, 40);
        assertEquals(0, pages.peakResident());
        pages.claim(10, 5);
        pages.settle(40);
        assertEquals(40, pages.peakResident());
        pages.settle(5);
        assertEquals(45, pages.peakResident());
        pages.unmap(0, 45);
        pages.claim(1, 3);
        pages.settle(3);
        assertEquals(45, pages.peakResident());
    }

    @Test
    void thePeakInUseIsThatSinceTheLastCall() {
        pages.claim(70, 0);
        pages.free(60);
        assertEquals(70, pages.drainPeakInUse());
        assertEquals(10, pages.drainPeakInUse());
        pages.claim(5, 0);
        assertEquals(15, pages.drainPeakInUse());
    }

    @Test
    void aReleaseTakesWhatWasClaimedForItAndARefusedOneLeavesItResident() {
        pages.claim(90, 90);
        pages.settle(90);
        pages.release(30, 7, true);
        requirePages(0, 60, 60, 0);
        pages.release(20, 5, false);
        requirePages(0, 60, 40, 0);
        assertEquals(new SpanStats.Scavenging(2, 30, 1, 12, 99), pages.scavenging(99));
        pages.refault(3);
        pages.refault(4);
        assertEquals(7, pages.refaulted());
    }

    @Test
    void aHitIsHardOnlyBeyondTheHardLimit() {
        limit.hit(150, 50);
        limit.hit(150, 51);
        limit.hit(150, 52);
        limit.failed();
        limit.relieved(60, 40, 5);
        limit.relieved(60, 41, 7);
        assertEquals(new SpanStats.Limits(100, 200, 1, 2, 1, 1, 12), limit.stats());
    }

    @Test
    void anExcessBeginsBeyondTheLimitAndReachesTheGoal() {
        assertEquals(0, limit.excess(60, 40, false));
        assertEquals(6, limit.excess(60, 41, false));
        assertEquals(0, limit.excess(60, 41, true));
        assertEquals(0, limit.excess(160, 40, true));
        assertEquals(11, limit.excess(160, 41, true));
        assertEquals(0, limit.excess(300, 0, false));
    }

    @Test
    void limitsAreTold() {
        assertEquals("soft limit 100, hard limit 200", limit.describe());
        assertEquals("soft limit none, hard limit none",
                new MemoryLimit(MemoryLimit.NONE, MemoryLimit.NONE).describe());
    }

    @Test
    void aClassCountsWhatItsSpansDid() {
        var central = new MCentral();
        Tiers tiers = Bare.tiers(Profile.BALANCED);
        int classId = SizeClasses.of(256);
        Span span = Bare.span(classId, Bare.owner());
        for (int i = 0; i < 5; i++) {
            span.take();
        }
        span.freeOwned(0);
        span.freeRemote(1);
        span.collect();
        span.freeRemote(2);
        central.countMade();
        central.countMade();
        central.countReturned(span);
        var cache = new MCache(tiers, null);
        cache.uncountedRefills[classId] = 7;
        central.countRefills(cache, classId);
        central.countRefills(cache, classId);
        assertEquals(0, cache.uncountedRefills[classId]);
        assertEquals(new MCentral.Counts(2, 1, 7, 5, 3, 1, 1), central.counts());
    }
}
