// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two ticks without use wash an object away, and never fewer. */
@Timeout(60)
class PoolAgingTest extends PoolContract {

    @Test
    void anObjectSurvivesOneTick() {
        var item = new Item();
        put(item);
        tide.tick();
        assertSame(item, poll());
    }

    @Test
    void anObjectIsGoneAfterTwoTicks() {
        put(new Item());
        ticks(2);
        assertNull(poll());
        assertEquals(0, retained());
    }

    @Test
    void aGetAfterTwoTicksAsksTheFactory() {
        var item = new Item();
        put(item);
        ticks(2);
        assertNotSame(item, get());
        assertEquals(1, recorder.made());
    }

    @Test
    void anObjectTakenAfterOneTickAndPutBackLivesTwoTicksAgain() {
        var item = new Item();
        put(item);
        tide.tick();
        put(poll());
        tide.tick();
        assertSame(item, poll());
        put(item);
        ticks(2);
        assertNull(poll());
    }

    @Test
    void anObjectUsedBetweenAllTicksNeverDies() {
        Item item = get();
        for (int i = 0; i < 100; i++) {
            put(item);
            tide.tick();
            assertSame(item, get());
        }
        assertEquals(1, recorder.made());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16, 17, 33, 100, 400})
    void everyObjectSurvivesOneTickAndNoneTwo(int objects) {
        long retained = putFresh(objects);
        assertEquals(exact() ? objects : retained, retained);
        tide.tick();
        assertEquals(retained, retained());
        List<Item> got = drain();
        assertEquals(retained, got.size());
        got.forEach(this::put);
        ticks(2);
        assertTrue(drain().isEmpty());
    }

    @Test
    void theUnusedHalfDiesWhileTheUsedHalfStays() {
        putFresh(100);
        for (int i = 0; i < 4; i++) {
            tide.tick();
            useHalf();
        }
        assertTrue(retained() <= 50, "unused objects came along: " + retained());
        assertTrue(!exact() || retained() == 50, "used objects died: " + retained());
    }

    private void useHalf() {
        var used = new ArrayList<Item>();
        for (int i = 0; i < 50; i++) {
            Item item = poll();
            if (item != null) {
                used.add(item);
            }
        }
        used.forEach(this::put);
    }

    @Test
    void oneObjectUsedOfAHundredLeavesNoCompanions() {
        putFresh(100);
        for (int i = 0; i < 3; i++) {
            tide.tick();
            put(get());
        }
        assertEquals(1, retained());
    }

    @Test
    void usingOneObjectAgainAndAgainRefreshesNoOther() {
        assumeFalse(flavour == Flavour.CHECKED, "a checked pool hands out the oldest first");
        putFresh(100);
        for (int i = 0; i < 3; i++) {
            tide.tick();
            for (int n = 0; n < 300; n++) {
                put(get());
            }
        }
        assertTrue(retained() <= 2, "retained " + retained());
    }

    @Test
    void objectsPutBeforeAndAfterATickDieOneTickApart() {
        long older = putFresh(40);
        tide.tick();
        long both = putFresh(40);
        tide.tick();
        assertEquals(both - older, retained());
        tide.tick();
        assertEquals(0, retained());
    }

    @Test
    void ticksOfAnEmptyPoolChangeNothing() {
        pool();
        ticks(10);
        var item = new Item();
        put(item);
        tide.tick();
        assertSame(item, poll());
    }

    @Test
    void aPoolFilledAgainAfterLongSilenceAgesAgain() {
        for (int i = 0; i < 20; i++) {
            assertTrue(putFresh(20) >= 1);
            ticks(2 + i % 3);
            assertEquals(0, retained());
        }
    }

    @Test
    void theLastGetOfATickedPoolFindsNothingStale() {
        putFresh(30);
        tide.tick();
        drain();
        tide.tick();
        assertNull(poll());
        assertEquals(0, retained());
    }

    @Test
    void aTickDropsNoHeldObject() {
        put(new Item());
        Item held = get();
        ticks(3);
        assertFalse(held.isEvicted());
        put(held);
        assertSame(held, poll());
    }

    @Test
    void evictionIsCompleteWhenTickReturns() {
        long retained = putFresh(100);
        ticks(2);
        assertEquals(retained, pool().stats().evicted());
        assertEquals(flavour.evicts() ? 100 : 0, recorder.evictions());
    }

    @Test
    void unusedObjectsAreCollectableAfterTwoTicks() {
        List<WeakReference<Item>> put = putWeakly(100);
        ticks(2);
        assertEquals(0, Gc.clears(put));
    }

    @Test
    void clearedObjectsAreCollectable() {
        List<WeakReference<Item>> put = putWeakly(100);
        pool().clear();
        ticks(2);
        assertEquals(0, Gc.clears(put));
    }

    @Test
    void objectsTakenAndDroppedByTheirCallersAreCollectableAfterTwoTicks() {
        List<WeakReference<Item>> put = putWeakly(100);
        drain();
        ticks(2);
        assertEquals(0, Gc.clears(put));
    }

    @Test
    void objectsTakenAfterOneTickAndDroppedAreCollectableAfterTheNext() {
        List<WeakReference<Item>> put = putWeakly(100);
        tide.tick();
        drain();
        tide.tick();
        assertEquals(0, Gc.clears(put));
    }

    @Test
    void objectsDroppedByAFullPoolAreCollectableAtOnce() {
        pool(0);
        assertEquals(0, Gc.clears(putWeakly(100)));
    }

    @Test
    void aClosedPoolKeepsNothingAlive() {
        List<WeakReference<Item>> put = putWeakly(100);
        pool().close();
        ticks(2);
        assertEquals(0, Gc.clears(put));
    }

    private List<WeakReference<Item>> putWeakly(int objects) {
        var all = new ArrayList<WeakReference<Item>>();
        for (int i = 0; i < objects; i++) {
            var item = new Item();
            all.add(new WeakReference<>(item));
            put(item);
        }
        return all;
    }

    private void ticks(int count) {
        for (int i = 0; i < count; i++) {
            tide.tick();
        }
    }
}
