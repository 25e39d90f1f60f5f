// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What mutants showed that the models do not see of a span: its counts, its hints, the ways in
 * which its own checks can fail, and states that take two threads to come about.
 */
class SpanDetailsTest {

    private static final int ONE_WORD = 256; // 32 slots
    private static final int TWO_WORDS = 96; // 85 slots
    private static final int SIXTEEN_WORDS = 8;

    private static final long BASE = 1 << 20;
    private static final int CLASS = SizeClasses.of(ONE_WORD);

    private final MCache owner = Bare.owner();

    private Span full(int byteSize) {
        Span span = Bare.span(SizeClasses.of(byteSize), owner);
        while (span.take() >= 0 || span.advance()) {
            // until all slots are taken
        }
        return span;
    }

    @Test
    void onlyAClassOfMoreThan64SlotsHasArrays() {
        for (int classId = 1; classId < SizeClasses.COUNT; classId++) {
            Span span = Bare.span(classId, owner);
            if (span.slots <= 64) {
                assertNull(span.many);
                assertNull(span.others);
            } else {
                int words = (span.slots + 63) / 64;
                assertEquals(2 * words, span.many.length);
                assertEquals(words + 16, span.others.length);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {ONE_WORD, TWO_WORDS, SIXTEEN_WORDS})
    void theOwnerReusesWhatItFreesWithoutACollect(int byteSize) {
        Span span = full(byteSize);
        int slot = span.wordSlot + 3;
        assertEquals(0, span.atHand());
        assertTrue(span.freeOwned(slot));
        assertEquals(1L << 3, span.atHand());
        assertEquals(1, span.collected);
        assertTrue(span.isFolded());
        assertEquals(slot, span.take());
        assertEquals(-1, span.take());
        assertEquals(0, span.collects);
        span.checkInvariants();
    }

    @ParameterizedTest
    @ValueSource(ints = {ONE_WORD, TWO_WORDS, SIXTEEN_WORDS})
    void aCollectCountsItselfAndWhatOthersFreed(int byteSize) {
        Span span = full(byteSize);
        int last = span.slots - 1;
        assertFalse(span.hasRemote());
        assertTrue(span.freeOwned(0) && span.freeOwned(last));
        assertTrue(span.freeRemote(1) && span.freeRemote(2) && span.freeRemote(last - 1));
        assertTrue(span.hasRemote());
        assertFalse(span.isFolded());
        assertEquals(0, span.collect());
        assertEquals(1, span.collects);
        assertEquals(5, span.collected);
        assertEquals(3, span.collectedRemote);
        assertFalse(span.hasRemote());
        assertTrue(span.isFolded());
        assertEquals(0, span.collect());
        assertEquals(2, span.collects);
        assertEquals(5, span.collected);
        assertEquals(3, span.collectedRemote);
        assertEquals(span.slots, span.allocations());
        assertEquals(5, span.frees());
    }

    /** The other thread looked before the owner freed, and set its bit after the slot's reuse. */
    @ParameterizedTest
    @ValueSource(ints = {ONE_WORD, TWO_WORDS, SIXTEEN_WORDS})
    void aFreeThatIsTooLateIsCountedAndFreesNothing(int byteSize) {
        Span span = full(byteSize);
        int first = span.wordSlot;
        assertTrue(span.freeOwned(first) && span.freeOwned(first + 1));
        assertTrue(span.freeRemote(first + 2));
        assertEquals(0, span.collect());
        assertEquals(first, span.take());
        late(span, first + 1); // not handed out again
        late(span, first + 2);
        assertEquals(2, span.collect());
        assertEquals(1, span.collectedRemote);
        assertEquals(3, span.collected);
        assertEquals(span.slots - 2, span.takenSlots());
        assertEquals(span.slots + 1, span.allocations());
        assertEquals(3, span.frees());
        span.checkInvariants();
        assertEquals(first + 1, span.take());
        assertEquals(first + 2, span.take());
    }

    private static void late(Span span, int slot) {
        long bit = 1L << slot;
        if (span.many == null) {
            span.remote |= bit;
        } else {
            span.others[8 + (slot >>> 6)] |= bit;
            span.remote |= 1L << (slot >>> 6);
        }
    }

    /** An eighth of the word's slots, and one at least. */
    @ParameterizedTest
    @ValueSource(ints = {4096, ONE_WORD, TWO_WORDS, SIXTEEN_WORDS})
    void anEighthOfAWordIsWorthReopening(int byteSize) {
        Span span = full(byteSize);
        int enough = Math.max(1, Math.min(64, span.slots) / 8);
        assertFalse(span.isWorthReopening());
        for (int i = 0; i < enough; i++) {
            assertFalse(span.isWorthReopening(0));
            assertFalse(span.isWorthReopening(), i + " of " + enough);
            assertTrue(span.freeRemote(i));
        }
        assertTrue(span.isWorthReopening(0));
        assertTrue(span.isWorthReopening());
        assertEquals(span.words() == 1, span.isWorthReopening(span.words() - 1));
    }

    @Test
    void whatIsWorthReopeningMayBeInTheLastWord() {
        Span span = full(SIXTEEN_WORDS);
        for (int i = 0; i < 7; i++) {
            for (int w = 0; w < span.words(); w++) {
                assertTrue(span.freeRemote(64 * w + i));
            }
            assertFalse(span.isWorthReopening(), "an eighth of no word");
        }
        assertTrue(span.freeRemote(span.slots - 1));
        assertTrue(span.isWorthReopening());
        assertFalse(span.ownedToFull());
        assertEquals(Span.OWNED, span.state(), "enough came back meanwhile");
        assertSame(owner, span.owner);
    }

    @Test
    void theEquationsFailWhereAWordBreaksThem() {
        requireFailure(ONE_WORD, span -> span.alloc = 0); // the bits beyond the last slot
        requireFailure(TWO_WORDS, span -> span.many[2] = 0);
        requireFailure(ONE_WORD, span -> span.freed = 4); // not handed out
        requireFailure(TWO_WORDS, span -> span.many[3] = 4);
        requireFailure(ONE_WORD, span -> span.remote = 4);
        requireFailure(TWO_WORDS, span -> late(span, 70));
        requireFailure(TWO_WORDS, span -> {
            assertTrue(takeAll(span) && span.freeRemote(70));
            span.remote = 0; // nobody is told of the word
        });
        requireFailure(TWO_WORDS, span -> {
            assertTrue(takeAll(span) && span.freeRemote(70));
            span.many[3] = 1L << 70; // by its owner too
        });
        requireFailure(ONE_WORD, span -> {
            assertTrue(takeAll(span) && span.freeRemote(7));
            span.freed = 1 << 7;
        });
        requireFailure(ONE_WORD, span -> span.remote = 1L << 40); // beyond the last slot
        requireFailure(TWO_WORDS, span -> late(span, 100));
    }

    private static boolean takeAll(Span span) {
        while (span.take() >= 0 || span.advance()) {
            // until all slots are taken
        }
        return true;
    }

    private void requireFailure(int byteSize, Consumer<Span> fault) {
        Span span = Bare.span(SizeClasses.of(byteSize), owner);
        assertTrue(span.isConsistent());
        fault.accept(span);
        assertFalse(span.isConsistent());
        assertThrows(IllegalStateException.class, span::checkInvariants);
    }

    @Test
    void aSpanOfNoCacheHasNothingToCollect() {
        for (int byteSize : new int[] {ONE_WORD, TWO_WORDS}) {
            Span span = full(byteSize);
            assertTrue(span.freeOwned(span.slots - 1));
            assertFalse(span.isFolded());
            assertTrue(span.isCurrent());
            span.checkInvariants();
            span.ownedToPartial();
            assertThrows(IllegalStateException.class, span::checkInvariants);
        }
    }

    @Test
    void theCurrentWordIsTheOneInTheArray() {
        Span span = Bare.span(SizeClasses.of(TWO_WORDS), owner);
        assertEquals(0, span.take());
        assertTrue(span.isCurrent());
        span.alloc |= 2;
        assertFalse(span.isCurrent());
        assertThrows(IllegalStateException.class, span::checkInvariants);
    }

    @Test
    void whatWasAskedForIsKept() {
        Span span = full(ONE_WORD);
        assertEquals(0, span.requested(3));
        assertTrue(span.ask(3, 0));
        assertFalse(span.ask(3, 250));
        assertEquals(250, span.requested(3));
        span.askAgain(3, 256);
        assertEquals(256, span.requested(3));
        assertEquals(256, span.usable());
        Span large = Bare.large(5);
        large.idleToLarge(40_000);
        large.askAgain(0, 39_000);
        assertEquals(39_000, large.requested(0));
        assertEquals(5 * 8192, large.usable());
        assertTrue(large.toString().contains("5 pages"));
    }

    @Test
    void aLargeBlockCountsItsLives() {
        Span span = Bare.large(3);
        assertEquals(0, span.frees());
        for (int life = 1; life < 4; life++) {
            span.idleToLarge(1);
            assertEquals(life, span.allocations());
            assertEquals(life - 1, span.frees());
            assertFalse(span.isTaken(0), "it has no slot");
            assertTrue(span.largeToIdle());
            assertEquals(life, span.frees());
        }
        span.idleToLargeAgain();
        assertTrue(span.isLive(0));
    }

    /** Whose thread is whose: with the id of a live thread, not nobody's 0. */
    @Test
    void aSpanIsItsOwnersThreadsFromOneTransitionToTheNext() {
        Thread me = Thread.currentThread();
        var mine = new MCache(Bare.tiers(Profile.BALANCED), me);
        Span span = Bare.span(SizeClasses.of(ONE_WORD), mine);
        requireOwned(span, mine, me);
        assertTrue(takeAll(span) && span.ownedToFull());
        requireNobodys(span, me);
        assertEquals(Span.FULL, span.state());
        assertTrue(span.fullToOwned(mine));
        requireOwned(span, mine, me);
        assertFalse(span.fullToOwned(owner), "it is not full");
        requireOwned(span, mine, me);
        assertTrue(span.ownedToFull() && span.freeRemote(0) && span.fullToPartial());
        assertFalse(span.fullToOwned(mine), "another has it");
        requireNobodys(span, me);
        span.partialToOwned(mine);
        requireOwned(span, mine, me);
        assertEquals(0, span.collect());
        span.ownedToPartial();
        requireNobodys(span, me);
        span.partialToOwned(mine);
        span.toDead();
        requireNobodys(span, me);
    }

    private static void requireOwned(Span span, MCache cache, Thread thread) {
        assertSame(cache, span.owner);
        assertTrue(span.isOwnedBy(thread));
        assertEquals(Span.OWNED, span.state());
        span.checkInvariants();
    }

    private static void requireNobodys(Span span, Thread thread) {
        assertSame(Nobody.CACHE, span.owner);
        assertFalse(span.isOwnedBy(thread));
        span.checkInvariants();
    }

    @Test
    void aSlotInQuarantineIsTakenAndNotLive() {
        Span span = full(TWO_WORDS);
        span.notes = new SlotNotes(span.slots, false);
        assertTrue(span.notes.free(70));
        assertFalse(span.notes.free(70));
        assertTrue(span.notes.isFree(70) && !span.notes.isFree(71) && !span.notes.isFree(6));
        assertTrue(span.isTaken(70) && !span.isLive(70) && span.isLive(71));
        assertEquals(1, span.frees());
        assertEquals(span.slots, span.takenSlots());
        assertTrue(span.freeRemote(3));
        assertEquals(2, span.frees());
        assertFalse(span.isTaken(3) || span.isLive(3));
        span.notes.hand(70);
        assertTrue(span.isLive(70) && !span.notes.isFree(70));
        span.notes.hand(70); // was live: nothing to end
        assertEquals(1, span.frees());
        assertNull(span.notes.allocatedAt(70));
        assertNull(span.notes.freedAt(70));
    }

    @Test
    void notesOfPlacesAreKeptUntilTheSlotIsHandedOutAgain() {
        var none = new SlotNotes(2, false);
        none.allocated(1);
        none.freed(1);
        assertNull(none.freedAt(1));
        var notes = new SlotNotes(2, true);
        notes.allocated(1);
        notes.freed(1);
        assertNull(notes.allocatedAt(0));
        assertTrue(notes.allocatedAt(1).getMessage().startsWith("allocated by"));
        assertTrue(notes.freedAt(1).getMessage().startsWith("freed by"));
        notes.allocated(1);
        assertNull(notes.freedAt(1));
    }

    @Test
    @SuppressWarnings("restricted")
    void aSlotsSegmentIsMadeOnceForEachSize() {
        MemorySegment memory = MemorySegment.ofAddress(BASE).reinterpret(1 << 19);
        Region region = Region.common(memory, Arena.global(), 0);
        Span span = new Span(new PageRange(region, 3, SizeClasses.spanPages(CLASS), true),
                CLASS, owner);
        assertEquals(BASE + 3 * 8192, span.segment(0, 1).address());
        MemorySegment last = span.segment(span.slots - 1, 0);
        assertEquals(BASE + 3 * 8192 + (span.slots - 1) * 256, last.address());
        assertSame(last, span.segment(span.slots - 1, 0));
        MemorySegment segment = span.segment(2, 200);
        assertEquals(BASE + 3 * 8192 + 512, segment.address());
        assertEquals(200, segment.byteSize());
        assertSame(segment, span.segment(2, 200));
        assertSame(last, span.segment(span.slots - 1, 0));
        MemorySegment other = span.segment(2, 100);
        assertEquals(100, other.byteSize());
        assertNotSame(other, span.newSegment(2, 100));
        span.toDead();
        assertEquals(0, span.segments.length);
    }
}
