// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.mutation.Private;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What mutants showed that the models do not see of a generation and its caches. */
class GenerationDetailsTest {

    private static final int BOUND = 400;

    private final Thread me = Thread.currentThread();
    private final long myId = me.threadId();
    private final Budget objects = new Budget(BOUND);

    private Generation<Object> generation(Sizing sizing) {
        return new Generation<>(sizing, objects, new Budget(0), false);
    }

    private Generation<Object> generation() {
        return generation(Sizing.of(BOUND, Sizing.UNSIZED, 2));
    }

    /** Threads whose ids end alike look at the same entry first. */
    @Test
    void theFastPathServesTheCachesOwnThreadAlone() {
        var generation = generation();
        for (int i = 0; i < 5; i++) {
            assertTrue(generation.give(me, new Object(), 0));
        }
        Cache<Object> mine = ThreadTable.atHome(generation.table(), myId);
        assertNotNull(mine);
        requireRefusal(mine, 5); // its slot is full
        assertNotNull(mine.takeIfMine(myId));
        requireRefusal(mine, 4); // its slot is empty
        generation.checkInvariants();
    }

    private void requireRefusal(Cache<Object> cache, int count) {
        for (long other : new long[] {myId + 8, myId + (1L << 40), 1}) {
            assertFalse(cache.putIfMine(other, new Object()));
            assertNull(cache.takeIfMine(other));
        }
        assertEquals(count, cache.count());
    }

    @Test
    void theFastPathPutsIntoTheMagazinesToo() {
        var generation = generation();
        assertTrue(generation.give(me, new Object(), 0));
        Cache<Object> mine = ThreadTable.atHome(generation.table(), myId);
        var second = new Object();
        assertTrue(mine.putIfMine(myId, second));
        assertEquals(2, mine.count());
        assertNotNull(mine.takeIfMine(myId));
        assertSame(second, mine.takeIfMine(myId));
        assertNull(mine.takeIfMine(myId));
        generation.checkInvariants();
    }

    /** The sizes of a pool leave room enough; where they did not, no permit would be lost. */
    @Test
    void aCacheKeepsItsMagazineWhereTheDepotIsFull() {
        var narrow = new Sizing(BOUND, Sizing.UNSIZED, 2, 2, 100, 1, 1, 0);
        var generation = generation(narrow);
        int given = 0;
        while (given < BOUND && generation.give(me, new Object(), 0)) {
            given++;
            generation.checkInvariants();
        }
        assertTrue(given < BOUND, "the depot took all of it");
        assertFalse(generation.give(me, new Object(), 0));
        generation.checkInvariants();
        assertEquals(BOUND, objects.free() + generation.objects().held());
        assertEquals(given, generation.objects().held(), "a permit stands for nothing");
        for (int i = 0; i < given; i++) {
            assertNotNull(generation.take(me));
        }
        assertNull(generation.take(me));
    }

    // ---- bytes

    private final Budget bytes = new Budget(1000); // caches ask for 15 at a time

    private Generation<Object> sized() {
        return new Generation<>(Sizing.of(BOUND, 1000, 2), objects, bytes, false);
    }

    @Test
    void aCacheAsksForTheBytesThatItLacks() {
        var generation = sized();
        assertTrue(generation.give(me, new Object(), 10));
        assertEquals(15, generation.bytes().held());
        assertTrue(generation.give(me, new Object(), 5));
        assertEquals(15, generation.bytes().held());
        assertTrue(generation.give(me, new Object(), 10));
        assertTrue(generation.give(me, new Object(), 975), "exactly what is left");
        assertEquals(0, bytes.free());
        assertFalse(generation.give(me, new Object(), 1));
        generation.checkInvariants();
    }

    @Test
    void aCacheKeepsBytesForItsNextObjectsAndNoMore() {
        var generation = sized();
        assertTrue(generation.give(me, new Object(), 30));
        assertNotNull(generation.take(me));
        assertEquals(30, generation.bytes().held(), "twice what it asks for");
        assertTrue(generation.give(me, new Object(), 31));
        assertNotNull(generation.take(me));
        assertEquals(15, generation.bytes().held());
        assertEquals(985, bytes.free());
    }

    @Test
    void whatLeavesAVictimGivesItsBytesBack() {
        var generation = sized();
        for (int i = 0; i < 3; i++) {
            assertTrue(generation.give(me, new Object(), 20));
        }
        generation.becomeVictim();
        for (int left = 2; left >= 0; left--) {
            assertNotNull(generation.take(me));
            assertEquals(20 * left, generation.bytes().held());
        }
        assertEquals(1000, bytes.free());
    }

    // ---- buffers: a reference for which no permit stands would keep much memory

    @Test
    void whatLeavesAVictimOfBuffersIsForgotten() {
        var generation = generation(Sizing.ofBuffers(1 << 20, 1024, 2));
        for (int i = 0; i < 5; i++) {
            assertTrue(generation.give(me, new Object(), 0));
        }
        Cache<Object> mine = ThreadTable.atHome(generation.table(), myId);
        generation.becomeVictim();
        for (int left = 4; left >= 0; left--) {
            assertNotNull(generation.take(me));
            assertEquals(left, mine.count());
            assertEquals(left, references(mine), "hidden references");
        }
    }

    @Test
    void aPrimaryOfBuffersKeepsTheReferencesItWritesOver() {
        var generation = generation(Sizing.ofBuffers(1 << 20, 1024, 2));
        assertTrue(generation.give(me, new Object(), 0) && generation.give(me, new Object(), 0));
        Cache<Object> mine = ThreadTable.atHome(generation.table(), myId);
        assertNotNull(generation.take(me));
        assertNotNull(generation.take(me));
        assertEquals(2, references(mine), "an unneeded store");
    }

    private static long references(Cache<Object> cache) {
        var loaded = (Magazine<?>) Private.get(cache, "loaded");
        return (cache.slot == null ? 0 : 1) + (loaded == null ? 0 : references(loaded));
    }

    private static long references(Magazine<?> magazine) {
        return Arrays.stream((Object[]) Private.get(magazine, "items"))
                .filter(Objects::nonNull).count();
    }

    @Test
    void anEmptyMagazineOfBuffersThatIsKeptForReuseIsForgetful() {
        for (int size : new int[] {0, 1024}) {
            var sizing = new Sizing(BOUND, Sizing.UNSIZED, 4, 100, 100, 1, 1, size);
            var generation = generation(sizing);
            Magazine<Object> full = generation.grantMagazine();
            assertTrue(generation.offerDepot(full)); // so that there is a depot
            Magazine<Object> magazine = generation.grantMagazine();
            magazine.push(new Object());
            magazine.pop(false);
            generation.discard(magazine);
            assertEquals(size == 0 ? 1 : 0, references(magazine));
            assertSame(magazine, generation.grantMagazine(), "made anew");
            generation.close();
        }
    }

    // ---- who gets a cache, and who waits

    @Test
    void aGetterTakesOverADeadThreadsCache() {
        try (var roster = new Roster()) {
            var generation = generation();
            var object = new Object();
            assertTrue(generation.give(roster.add(), object, 0));
            Thread getter = roster.add();
            assertNull(generation.take(getter));
            roster.end(0);
            assertSame(object, generation.take(getter));
        }
    }

    @Test
    void aGetterHasACacheOfItsOwnOnceThereAreMagazines() {
        try (var roster = new Roster()) {
            var generation = generation();
            Thread putter = roster.add();
            Thread getter = roster.add();
            assertTrue(generation.give(putter, new Object(), 0));
            assertNull(generation.take(getter));
            assertNull(cacheOf(generation, getter));
            for (int i = 1; i < BOUND / 2; i++) {
                assertTrue(generation.give(putter, new Object(), 0));
            }
            assertNotNull(generation.take(getter));
            assertNotNull(cacheOf(generation, getter));
        }
    }

    private static Cache<Object> cacheOf(Generation<Object> generation, Thread thread) {
        return Arrays.stream(generation.table())
                .filter(cache -> cache != null && cache.owner == thread).findAny().orElse(null);
    }

    @Test
    void aPatientDrainWaitsForAThreadInside() throws InterruptedException {
        var generation = new Generation<Object>(Sizing.of(BOUND, Sizing.UNSIZED, 2), objects,
                new Budget(0), true);
        var object = new Object();
        assertTrue(generation.give(me, object, 0));
        Cache<Object> mine = ThreadTable.atHome(generation.table(), myId);
        assertTrue(mine.enter());
        var evicted = new ArrayList<Object>();
        assertFalse(generation.drain(evicted::add, false));
        assertTrue(evicted.isEmpty());
        var complete = new AtomicBoolean();
        Thread drainer = Thread.ofPlatform()
                .start(() -> complete.set(generation.drain(evicted::add, true)));
        while (drainer.getState() != Thread.State.TIMED_WAITING && drainer.isAlive()) {
            Thread.onSpinWait();
        }
        mine.exit();
        drainer.join();
        assertTrue(complete.get());
        assertEquals(List.of(object), evicted);
    }

    @Test
    void aPatientDrainGivesUpAfterASecond() {
        var generation = new Generation<Object>(Sizing.of(BOUND, Sizing.UNSIZED, 2), objects,
                new Budget(0), true);
        assertTrue(generation.give(me, new Object(), 0));
        Cache<Object> mine = ThreadTable.atHome(generation.table(), myId);
        assertTrue(mine.enter());
        var evicted = new ArrayList<Object>();
        assertFalse(generation.drain(evicted::add, true));
        assertTrue(evicted.isEmpty(), "taken from a thread inside");
        mine.exit();
        assertTrue(generation.drain(evicted::add, true));
        assertEquals(1, evicted.size());
    }

    /** Once a victim is found dry nobody looks again, so it must not be taken for dry. */
    @Test
    @SuppressWarnings("unchecked")
    void aVictimIsNotDryWhileAThreadIsInsideAStripe() {
        var generation = generation();
        Thread virtual = Thread.ofVirtual().unstarted(() -> { });
        var object = new Object();
        assertTrue(generation.give(virtual, object, 0));
        generation.becomeVictim();
        var stripes = new ArrayList<Cache<Object>>();
        ((Stripes<Object>) Private.get(generation, "stripes")).forEach(stripes::add);
        assertEquals(1, stripes.size());
        assertTrue(stripes.getFirst().enter());
        assertNull(generation.take(virtual));
        assertEquals(false, Private.get(generation, "dry"));
        stripes.getFirst().exit();
        assertSame(object, generation.take(virtual));
        assertNull(generation.take(virtual));
        assertEquals(true, Private.get(generation, "dry"), "each get searches it again");
    }

    /** In a primary another stripe's objects are another's; in a victim they would be lost. */
    @Test
    void allStripesOfAVictimAreSearched() {
        var generation = generation(new Sizing(BOUND, Sizing.UNSIZED, 4, 100, 10, 16, 1, 0));
        assertTrue(generation.give(Thread.ofVirtual().unstarted(() -> { }), new Object(), 0));
        Thread distant = Thread.ofVirtual().unstarted(() -> { });
        for (int tries = 0; generation.take(distant) != null; tries++) {
            assertTrue(generation.give(distant, new Object(), 0) && tries < 1000);
            distant = Thread.ofVirtual().unstarted(() -> { });
        }
        generation.becomeVictim();
        assertNotNull(generation.take(distant));
    }

    // ---- the table

    @Test
    void theTableGrowsUntilBothThreadsFindTheirCachesAtOnce() {
        try (var roster = new Roster()) {
            var table = new ThreadTable<>(generation(), 16, false);
            Thread first = roster.add(3, 32);
            Thread second = roster.add(3 + 8, 32);
            assertNotNull(table.install(first));
            assertEquals(9, table.table().length);
            assertNotNull(table.install(second));
            assertEquals(17, table.table().length);
            for (Thread thread : new Thread[] {first, second}) {
                Cache<Object> cache = ThreadTable.atHome(table.table(), thread.threadId());
                assertNotNull(cache);
                assertSame(thread, cache.owner);
            }
        }
    }

    @Test
    void theTableHasFourEntriesForEachCacheAtMost() {
        try (var roster = new Roster()) {
            var table = new ThreadTable<>(generation(), 5, false);
            for (int i = 0; i < 4; i++) {
                assertNotNull(table.install(roster.add(7, 256)), "a window of four");
            }
            assertEquals(33, table.table().length);
            assertNull(table.install(roster.add(7, 256)));
            assertTrue(table.isCrowded());
            assertEquals(33, table.table().length);
        }
    }
}
