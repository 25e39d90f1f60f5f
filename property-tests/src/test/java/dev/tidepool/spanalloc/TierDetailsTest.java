// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/** Large blocks among the tiers, and what a flush reaches. */
class TierDetailsTest {

    private static final int CLASS = SizeClasses.of(1024);
    private static final long PAGE = MHeap.PAGE;

    private final Tiers tiers = Bare.tiers(Profile.BALANCED); // regions of 64 pages

    private Span large(long pages, long alignment) {
        return tiers.allocateLarge(pages * PAGE, alignment, 1);
    }

    private static boolean hasItsOwnRegion(Span span) {
        return span.region.isDedicated();
    }

    private long inUse() {
        return tiers.heap().locked(() -> tiers.heap().accounts().inUse());
    }

    @Test
    void onlyABlockLargerThanARegionHasItsOwn() {
        assertFalse(hasItsOwnRegion(large(64, 8)));
        assertFalse(hasItsOwnRegion(large(2, 64 * PAGE)));
        assertTrue(hasItsOwnRegion(large(65, 8)));
        assertTrue(hasItsOwnRegion(large(1, 128 * PAGE)));
    }

    @Test
    void aBlockThatWasFreedIsHandedOutAgainUnlessItMustBeAligned() {
        Span first = large(20, 8);
        assertEquals(20 * PAGE, tiers.demand().bytes());
        assertTrue(tiers.freeLarge(first, tiers::keepLarge));
        assertEquals(0, tiers.demand().bytes());
        assertEquals(20 * PAGE, inUse());
        Span aligned = large(20, 32 * PAGE);
        assertEquals(0, aligned.base % (32 * PAGE));
        assertFalse(aligned == first);
        assertSame(first, large(20, 8));
        assertEquals(40 * PAGE, tiers.demand().bytes());
        assertTrue(tiers.freeLarge(first, span -> false));
        assertEquals(20 * PAGE, inUse());
        assertEquals(Span.DEAD, first.state());
        assertFalse(tiers.freeLarge(first, tiers::keepLarge));
    }

    @Test
    void aBlockWithItsOwnRegionIsUnmapped() {
        Span span = large(65, 8);
        assertEquals(65 * PAGE, tiers.demand().bytes());
        assertTrue(tiers.freeLarge(span, tiers::keepLarge));
        assertEquals(0, tiers.demand().bytes());
        assertEquals(0, inUse());
        assertFalse(span.region.segment.scope().isAlive());
        assertEquals(Span.DEAD, span.state());
        assertEquals(1, tiers.central(0).counts().returned());
    }

    @Test
    void aLateDoubleFreeIsCounted() {
        var cache = new MCache(tiers, null);
        cache.take(CLASS, 1);
        Span span = cache.spans[CLASS];
        assertTrue(span.freeRemote(0));
        span.freed = 1; // by the owner, at the same instant
        tiers.collect(span);
        assertEquals(1, tiers.detections().snapshot().get(Detection.LATE_DOUBLE_FREE));
        tiers.collect(span);
        assertEquals(1, tiers.detections().snapshot().get(Detection.LATE_DOUBLE_FREE));
    }

    /** Each takes a block and frees it: the span is empty, and in a cache. */
    @Test
    void aFlushReachesDeadThreadsStripesTheOwnCacheAndLargeBlocks() throws InterruptedException {
        takeAndFree(tiers.ownCache());
        MCache stripe = tiers.stripes().claim(Thread.currentThread());
        takeAndFree(stripe);
        stripe.lock.unlock();
        Thread.ofPlatform().start(() -> takeAndFree(tiers.ownCache())).join();
        assertTrue(tiers.freeLarge(large(9, 8), tiers::keepLarge));
        assertTrue(inUse() >= 12 * PAGE);
        tiers.flush();
        assertEquals(0, inUse());
        tiers.checkInvariants();
    }

    private static void takeAndFree(MCache cache) {
        assertNotNull(cache);
        int slot = cache.take(CLASS, 1);
        assertTrue(cache.spans[CLASS].freeOwned(slot));
    }

    @Test
    void aTickLeavesStripesThatAreInUseAndLargeBlocksThatWereJustFreed() {
        MCache stripe = tiers.stripes().claim(Thread.currentThread());
        takeAndFree(stripe);
        stripe.lock.unlock();
        assertTrue(tiers.freeLarge(large(9, 8), tiers::keepLarge));
        long all = inUse();
        tiers.settle(-1);
        assertEquals(all, inUse());
        tiers.settle(-1);
        assertEquals(9 * PAGE, inUse(), "nobody has used the stripe since");
        tiers.settle(0);
        assertEquals(0, inUse());
    }

    @Test
    void aTickReachesDeadThreadsAndEmptySpansInNoCache() throws InterruptedException {
        Thread.ofPlatform().start(() -> takeAndFree(tiers.ownCache())).join();
        var cache = new MCache(tiers, null);
        int slot = cache.take(CLASS, 1);
        Span span = cache.spans[CLASS];
        cache.flush();
        assertTrue(tiers.freeRemote(span, slot));
        assertEquals(Span.PARTIAL, span.state());
        assertTrue(inUse() > 0);
        tiers.settle(0);
        assertEquals(0, inUse());
    }

    @Test
    void anAddressIsOfItsSpanOrForeignOrToldThatAllIsClosed() {
        Span span = large(3, 8);
        assertSame(span, tiers.spanOf(span.base + 3 * PAGE - 1));
        assertEquals(0, tiers.slotOf(span, span.base));
        assertThrows(IllegalArgumentException.class, () -> tiers.slotOf(span, span.base + 8));
        assertThrows(IllegalArgumentException.class, () -> tiers.spanOf(8));
        tiers.heap().close();
        assertThrows(IllegalStateException.class, () -> tiers.spanOf(span.base));
    }

    @Test
    void whoIsShutHasNoCaches() {
        assertNotNull(tiers.ownCache());
        tiers.caches().forEach(cache -> assertSame(Thread.currentThread(), cache.thread));
        tiers.shut();
        tiers.caches().forEach(cache -> fail("a cache is left"));
        assertNull(tiers.ownCache());
    }
}
