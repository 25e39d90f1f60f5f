// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.mutation.Private;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the page heap counts and asks for, step by step, and that it ends. */
class HeapTest {

    private static final long PAGE = MHeap.PAGE;
    private static final int DECAY = 1000;

    private final StubClock clock = new StubClock(5000);
    private final FakePages source = new FakePages(true, 8192);
    private final List<String> asked = new ArrayList<>();

    /** Has nothing to give back; takes its time. */
    private final Relief relief = new Relief() {
        @Override
        public void trim() {
            asked.add("trim");
        }

        @Override
        public void flush() {
            asked.add("flush");
        }

        @Override
        public void release(long bytes) {
            asked.add("release " + bytes / PAGE);
            clock.advance(3);
        }
    };

    private final List<MHeap> heaps = new ArrayList<>();

    private MHeap heap(long softPages, long hardPages) {
        heaps.add(new MHeap(Bare.settings(Profile.BALANCED, source, clock, bytes(softPages),
                bytes(hardPages), DECAY), relief));
        return heaps.getLast();
    }

    /** Or others would wait for ever. */
    @AfterEach
    void theLockIsGivenBackWhateverHappened() {
        for (MHeap heap : heaps) {
            assertFalse(((ReentrantLock) Private.get(heap, "lock")).isLocked());
            assertFalse(((ReentrantLock) Private.get(heap.mapper(), "growing")).isLocked());
            assertEquals(0, heap.accounts().pending());
        }
    }

    @Test
    void aRunIsFoundWhereverItIs() {
        MHeap heap = heap(-1, -1);
        assertFalse(heap.hasRun(new Claim(1, 1, 1)));
        PageRange first = heap.claim(2, 1, 1);
        int most = (int) (heap.mapper().regionBytes() / PAGE);
        assertTrue(heap.hasRun(new Claim(most - 2, 1, 1)));
        assertFalse(heap.hasRun(new Claim(most - 1, 1, 1)));
        heap.free(new Span(first), false);
        assertTrue(heap.hasRun(new Claim(most, 1, 1)), "from the first page on");
    }

    private static long bytes(long pages) {
        return pages < 0 ? MemoryLimit.NONE : pages * PAGE;
    }

    private static SpanStats.Limits limits(MHeap heap) {
        return heap.locked(() -> heap.limit().stats());
    }

    @Test
    void aHeapThatGrowsAsksForWhatIsEmptyAndNothingElse() {
        MHeap heap = heap(-1, -1);
        heap.claim(1, 1, 1);
        assertEquals(List.of("trim"), asked);
        heap.claim(1, 1, 1);
        assertEquals(List.of("trim"), asked);
        heap.claim((int) (heap.mapper().regionBytes() / PAGE), 1, 1);
        assertEquals(List.of("trim", "trim"), asked);
        assertEquals(2, heap.allRegions().size());
        assertEquals(2, heap.locked(() -> heap.accounts().maps()));
    }

    @Test
    void aSoftLimitIsHitOnceAClaimAndYieldsInTheEnd() {
        MHeap heap = heap(100, -1);
        heap.claim(100, 1, 1);
        assertEquals(0, limits(heap).softHits());
        asked.clear();
        heap.claim(20, 1, 1);
        assertEquals(List.of("release 25", "flush", "release 25"), asked, "to 95 of 100");
        SpanStats.Limits limits = limits(heap);
        assertEquals(1, limits.softHits());
        assertEquals(0, limits.hardHits());
        assertEquals(0, limits.reliefs());
        assertEquals(6, limits.assistNanos());
        heap.claim(1, 1, 1);
        assertEquals(2, limits(heap).softHits());
        assertEquals(12, limits(heap).assistNanos());
    }

    @Test
    void aHardLimitFailsInTheEnd() {
        MHeap heap = heap(-1, 100);
        heap.claim(100, 1, 1);
        asked.clear();
        var error = assertThrows(OffHeapMemoryError.class, () -> heap.claim(1, 1, 77));
        assertEquals(77, error.askedBytes());
        assertEquals(List.of("release 6", "flush", "release 6"), asked);
        SpanStats.Limits limits = limits(heap);
        assertEquals(1, limits.hardHits());
        assertEquals(1, limits.failures());
        assertEquals(0, limits.reliefs());
    }

    @Test
    void whatIsReleasedAndTakenAgainWithinTheDecayTimeIsARefault() {
        MHeap heap = heap(-1, -1);
        release(heap, heap.claim(8, 1, 1));
        clock.advance(DECAY - 1);
        PageRange again = heap.claim(3, 1, 1);
        assertEquals(3 * PAGE, heap.locked(() -> heap.accounts().refaulted()));
        release(heap, again);
        clock.advance(DECAY);
        heap.claim(2, 1, 1);
        assertEquals(3 * PAGE, heap.locked(() -> heap.accounts().refaulted()));
    }

    private void release(MHeap heap, PageRange range) {
        release(heap, range, 0);
    }

    private void release(MHeap heap, PageRange range, int pagesLeft) {
        heap.free(new Span(range), false);
        PageRange taken = heap.releases().take(512, 0);
        assertEquals(range.count(), taken.count());
        source.release(taken.segment());
        heap.releases().end(taken, clock.getAsLong(), 5, true);
        assertNull(heap.releases().take(512, 0));
        assertEquals(pagesLeft * PAGE, heap.locked(() -> heap.accounts().inUse()));
        assertFalse(heap.releases().await(), "nobody releases anything");
    }

    @Test
    void aBlockOfPagesIsSetAsideUnlessALimitIsNear() {
        MHeap heap = heap(-1, -1);
        assertNull(heap.claimBlock(), "there is no region");
        heap.claim(3, 1, 1);
        PageCache cache = heap.claimBlock();
        assertNotNull(cache);
        assertEquals(61 * PAGE, cache.bytes());
        assertEquals(64 * PAGE, heap.locked(() -> heap.accounts().inUse()));
        assertTrue(cache.take(4).zero());
        assertFalse(cache.isEmpty());
        heap.flush(cache);
        assertTrue(cache.isEmpty());
        assertTrue(heap.claim(40, 1, 1).zero());
        assertEquals(47 * PAGE, heap.locked(() -> heap.accounts().inUse()));
        MHeap limited = heap(63, -1);
        limited.claim(3, 1, 1);
        assertNull(limited.claimBlock());
        MHeap justEnough = heap(64, -1);
        justEnough.claim(3, 1, 1);
        assertNotNull(justEnough.claimBlock());
    }

    @Test
    void aRegionThatTheMapHasNoRoomForIsGivenBack() {
        MHeap heap = heap(-1, -1);
        heap.claim(1, 1, 1);
        long region = heap.mapper().regionBytes();
        long reserved = heap.locked(() -> heap.accounts().reserved());
        source.gaps(bytes -> (region << 22) - region); // the same entry of the largest table
        var error = assertThrows(OffHeapMemoryError.class,
                () -> heap.claim((int) (region / PAGE), 1, 1));
        assertTrue(error.getMessage().contains("no room for region"), error.getMessage());
        assertEquals(reserved, heap.locked(() -> heap.accounts().reserved()));
        assertEquals(1, heap.allRegions().size());
        assertNotNull(heap.claim(1, 1, 1));
    }

    @Test
    void nothingIsClaimedOrAddedAfterTheEnd() {
        MHeap heap = heap(-1, -1);
        PageRange range = heap.claim(1, 1, 1);
        Span span = new Span(range);
        range.region().enter(span);
        assertSame(span, heap.map.findExactly(range.address()));
        heap.close();
        assertThrows(IllegalStateException.class, () -> heap.claim(1, 1, 1));
        assertThrows(IllegalStateException.class, heap::claimBlock);
        assertThrows(IllegalStateException.class, heap::requireOpen);
        assertThrows(IllegalStateException.class, () -> heap.reserve(new Claim(1, 1, 1), 1, 1));
        assertThrows(IllegalStateException.class, () -> heap.add(range.region()));
        assertThrows(IllegalStateException.class, () -> heap.mapper().dedicate(1, 1, 1));
        assertSame(Nobody.SPAN, heap.map.findExactly(range.address()));
        assertTrue(heap.allRegions().isEmpty());
    }

    @Test
    void aBlocksOwnRegionComesAndGoes() {
        MHeap heap = heap(-1, 200);
        PageRange range = heap.mapper().dedicate(100, 1, 1);
        assertEquals(100 * PAGE, heap.locked(() -> heap.accounts().resident()));
        assertEquals(100 * PAGE, heap.locked(() -> heap.accounts().inUse()));
        assertEquals(List.of(range.region()), heap.dedicatedRegions());
        assertThrows(OffHeapMemoryError.class, () -> heap.mapper().dedicate(101, 1, 1));
        heap.mapper().unmap(range.region());
        requireNothing(heap);
        assertFalse(range.region().segment.scope().isAlive());
        heap.mapper().unmap(range.region()); // another was faster
        requireNothing(heap);
    }

    private void requireNothing(MHeap heap) {
        assertEquals(0, heap.locked(() -> heap.accounts().resident()));
        assertEquals(0, heap.locked(() -> heap.accounts().reserved()));
        assertEquals(0, heap.locked(() -> heap.accounts().inUse()));
        assertTrue(heap.dedicatedRegions().isEmpty());
        assertEquals(0, source.reserved());
    }

    @Test
    void aBlocksOwnRegionThatTheSystemRefusesLeavesNothing() {
        MHeap heap = heap(-1, -1);
        for (int call = 1; call <= 2; call++) { // to map, to commit
            source.refuse(source.calls() + call, 1);
            assertThrows(OffHeapMemoryError.class, () -> heap.mapper().dedicate(100, 1, 1));
            requireNothing(heap);
        }
        PageRange range = heap.mapper().dedicate(100, 1, 1);
        assertTrue(source.isResident(range.address(), range.bytes()));
    }

    /** Three runs of ten pages; the first and the last are released, the other is resident. */
    private MHeap striped() {
        MHeap heap = heap(-1, -1);
        PageRange first = heap.claim(10, 1, 1);
        PageRange middle = heap.claim(10, 1, 1);
        PageRange last = heap.claim(10, 1, 1);
        release(heap, last, 20);
        release(heap, first, 10);
        heap.free(new Span(middle), false);
        return heap;
    }

    @Test
    void whatWasCommittedBeforeARefusalStaysResident() {
        MHeap heap = striped();
        source.refuse(source.calls() + 2, 1);
        assertThrows(OffHeapMemoryError.class, () -> heap.claim(30, 1, 1));
        requireResident(heap, 20);
        assertNotNull(heap.claim(30, 1, 1));
        requireResident(heap, 30);
    }

    @Test
    void soItIsForABlockOfPages() {
        MHeap heap = striped();
        source.refuse(source.calls() + 2, 1);
        assertNull(heap.claimBlock());
        requireResident(heap, 20);
        assertNotNull(heap.claimBlock());
        requireResident(heap, 64);
    }

    private void requireResident(MHeap heap, int pages) {
        assertEquals(pages * PAGE, source.resident());
        assertEquals(pages * PAGE, heap.locked(() -> heap.accounts().resident()));
    }

    @Test
    void whoWaitsForAReleaseIsToldOfItsEnd() throws InterruptedException {
        MHeap heap = heap(-1, -1);
        heap.free(new Span(heap.claim(5, 1, 1)), false);
        PageRange taken = heap.releases().take(512, 0);
        var ended = new AtomicBoolean();
        Thread waiting = Thread.ofPlatform().daemon()
                .start(() -> ended.set(heap.releases().await()));
        while (waiting.getState() != Thread.State.WAITING && waiting.isAlive()) {
            Thread.onSpinWait();
        }
        assertTrue(waiting.isAlive());
        heap.releases().end(taken, 0, 0, false);
        waiting.join();
        assertTrue(ended.get());
        assertFalse(heap.releases().await());
    }

    @Test
    void allMemoryIsUnmappedAtTheEndOnceOrMoreOften() {
        MHeap heap = heap(-1, -1);
        PageRange common = heap.claim(1, 1, 1);
        PageRange own = heap.mapper().dedicate(100, 1, 1);
        heap.mapper().close();
        heap.mapper().close();
        assertFalse(common.region().segment.scope().isAlive());
        assertFalse(own.region().segment.scope().isAlive());
        assertTrue(heap.dedicatedRegions().isEmpty());
        assertThrows(IllegalStateException.class, heap::requireOpen);
    }

    @Test
    void aRefusalIsToldAsWhatItIs() {
        MHeap heap = heap(-1, -1);
        var closed = new IllegalStateException("closed");
        assertSame(closed,
                assertThrows(IllegalStateException.class, () -> heap.refused(1, closed)));
        var error = new StackOverflowError();
        assertSame(error, assertThrows(StackOverflowError.class, () -> heap.refused(1, error)));
        var none = new OutOfMemoryError("none left");
        OffHeapMemoryError told = heap.refused(5, none);
        assertSame(none, told.getCause());
        assertEquals(5, told.askedBytes());
        assertTrue(told.getMessage().contains("the system refused: none left"));
    }
}
