// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        var first = new Object();
        assertTrue(generation.give(me, first, 0));
        Cache<Object> mine = ThreadTable.atHome(generation.table(), myId);
        assertNotNull(mine);
        for (long other : new long[] {myId + 8, myId + (1L << 40), 1}) {
            assertFalse(mine.putIfMine(other, new Object()), "put into another's, which is full");
            assertNull(mine.takeIfMine(other));
        }
        assertEquals(1, mine.count());
        assertSame(first, mine.takeIfMine(myId));
        for (long other : new long[] {myId + 8, myId + (1L << 40), 1}) {
            assertFalse(mine.putIfMine(other, new Object()), "put into another's, which is empty");
            assertNull(mine.takeIfMine(other));
        }
        assertEquals(0, mine.count());
        generation.checkInvariants();
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
}
