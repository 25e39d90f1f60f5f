// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Objects handed out in order and taken back together. */
@Timeout(30)
class ObjectArenaTest {

    /** Something with a state. */
    private static final class Thing {
        private final int number;
        private int state;

        Thing(int number) {
            this.number = number;
        }
    }

    private int made;
    private final List<Thing> resets = new ArrayList<>();
    private final ObjectArena<Thing> arena = ObjectArena.of(() -> new Thing(made++), thing -> {
        resets.add(thing);
        thing.state = 0;
    });

    private List<Thing> take(int count) {
        List<Thing> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(arena.next());
        }
        return taken;
    }

    @Test
    void objectsAreHandedOutInOrderAndOnce() {
        List<Thing> taken = take(1000);
        for (int i = 0; i < 1000; i++) {
            assertEquals(i, taken.get(i).number);
        }
        assertEquals(1000, arena.size());
        assertEquals(1000, made);
    }

    @Test
    void afterAResetTheSameAreHandedOutInTheSameOrder() {
        List<Thing> first = take(100);
        arena.reset();
        assertEquals(0, arena.size());
        List<Thing> second = take(150);
        for (int i = 0; i < 100; i++) {
            assertSame(first.get(i), second.get(i));
        }
        assertEquals(150, made);
        assertEquals(150, new HashSet<>(second).size());
        assertEquals(150, arena.size());
    }

    @Test
    void onlyWhatWasHandedOutIsReset() {
        List<Thing> first = take(10);
        first.forEach(thing -> thing.state = 1);
        arena.reset();
        assertEquals(first, resets);
        resets.clear();
        List<Thing> second = take(3);
        assertTrue(second.stream().allMatch(thing -> thing.state == 0));
        arena.reset();
        assertEquals(second, resets);
        resets.clear();
        arena.reset();
        assertEquals(List.of(), resets);
    }

    @Test
    void withoutAResetObjectsComeAsTheyWereLeft() {
        ObjectArena<StringBuilder> texts = ObjectArena.of(StringBuilder::new);
        texts.next().append("ebb");
        texts.reset();
        assertEquals("ebb", texts.next().toString());
    }

    @Test
    void anEmptyOneCanBeReset() {
        arena.reset();
        assertEquals(0, arena.size());
        assertEquals(0, made);
    }

    @Test
    void nullIsRefused() {
        assertThrows(NullPointerException.class, () -> ObjectArena.of(null));
        assertThrows(NullPointerException.class, () -> ObjectArena.of(null, thing -> {}));
        assertThrows(NullPointerException.class, () -> ObjectArena.of(Object::new, null));
    }

    @Test
    void aFactoryThatGivesNullHandsOutNothing() {
        boolean[] broken = {false};
        ObjectArena<Object> objects = ObjectArena.of(() -> broken[0] ? null : new Object());
        Object first = objects.next();
        broken[0] = true;
        assertThrows(NullPointerException.class, objects::next);
        assertThrows(NullPointerException.class, objects::next);
        assertEquals(1, objects.size());
        broken[0] = false;
        Object second = objects.next();
        assertNotSame(first, second);
        assertEquals(2, objects.size());
        objects.reset();
        assertSame(first, objects.next());
        assertSame(second, objects.next());
    }

    @Test
    void aFactoryThatThrowsHandsOutNothing() {
        int[] left = {3};
        ObjectArena<Object> objects = ObjectArena.of(() -> {
            if (left[0]-- == 0) {
                throw new UnsupportedOperationException("factory");
            }
            return new Object();
        });
        Set<Object> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 3; i++) {
            taken.add(objects.next());
        }
        assertThrows(UnsupportedOperationException.class, objects::next);
        assertEquals(3, objects.size());
        taken.add(objects.next());
        assertEquals(4, objects.size());
        objects.reset();
        for (int i = 0; i < 4; i++) {
            assertTrue(!taken.add(objects.next()), "made anew");
        }
    }

    @Test
    void aResetThatThrowsSparesNoneAndLosesOnlyThatOne() {
        List<Thing> seen = new ArrayList<>();
        ObjectArena<Thing> things = ObjectArena.of(() -> new Thing(made++), thing -> {
            seen.add(thing);
            if (thing.number == 2 || thing.number == 4) {
                throw new UnsupportedOperationException("reset " + thing.number);
            }
        });
        for (int i = 0; i < 6; i++) {
            things.next();
        }
        var thrown = assertThrows(UnsupportedOperationException.class, things::reset);
        assertEquals("reset 2", thrown.getMessage());
        assertEquals("reset 4", thrown.getSuppressed()[0].getMessage());
        assertEquals(6, seen.size());
        assertEquals(0, things.size());
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            numbers.add(things.next().number);
        }
        assertEquals(List.of(0, 1, 3, 5, 6, 7), numbers);
        assertEquals(6, things.size());
    }

    @Test
    void steadyUseMakesNoMoreObjects() {
        for (int round = 0; round < 1000; round++) {
            take(round % 50 + 1);
            arena.reset();
        }
        assertEquals(50, made);
    }
}
