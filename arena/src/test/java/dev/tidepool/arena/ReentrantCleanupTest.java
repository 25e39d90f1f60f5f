// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A cleanup that uses the arena's relatives while it is being closed. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.arena.Setting#ours")
class ReentrantCleanupTest extends ArenaContract {

    private final List<String> answers = new ArrayList<>();

    private void onClose(Arena arena, String name, Runnable cleanup) {
        Cleanups.register(arena, () -> answers.add(
                name + ": " + Probe.answer(arena, closed -> cleanup.run())));
    }

    @Test
    void theParentIsAllocatedFromWhileItsChildEnds() {
        try (PooledArena parent = openOurs()) {
            MemorySegment own = Segments.stamp(parent.allocate(100, 1), 1);
            var apart = new Segments.Apart();
            apart.add(own);
            List<MemorySegment> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                PooledArena child = parent.child();
                Segments.dirty(child.allocate(100, 1));
                onClose(child, "in the parent", () -> {
                    all.add(parent.allocate(90, 1));
                    Segments.assertZero(all.getLast());
                    Segments.stamp(all.getLast(), 2);
                });
                child.close();
                all.add(Segments.stamp(parent.allocate(80, 1), 2));
            }
            all.forEach(apart::add);
            all.forEach(segment -> Segments.assertStamped(segment, 2));
            Segments.assertStamped(own, 1);
        }
        assertTrue(answers.stream().allMatch(a -> a.endsWith("fine")), answers::toString);
    }

    @Test
    void aSiblingIsOpenedWhileAChildEnds() {
        try (PooledArena parent = openOurs()) {
            MemorySegment own = Segments.stamp(parent.allocate(100, 1), 1);
            List<MemorySegment> all = new ArrayList<>();
            PooledArena child = parent.child();
            Segments.dirty(child.allocate(100, 1));
            onClose(child, "a sibling", () -> all.add(Segments.stamp(
                    parent.child().allocate(200, 1), 3)));
            child.close();
            Segments.dirty(parent.allocate(300, 1));
            Segments.dirty(parent.child().allocate(300, 1));
            Segments.assertStamped(all.getFirst(), 3);
            Segments.assertStamped(own, 1);
        }
        assertEquals(List.of("a sibling: fine"), answers);
    }

    @Test
    void whileTheParentEndsNoChildIsOpened() {
        PooledArena parent = openOurs();
        PooledArena child = parent.child();
        child.allocate(100, 1);
        onClose(child, "another child", () -> parent.child().allocate(8, 8));
        onClose(parent, "a late child", () -> parent.child().allocate(8, 8));
        parent.close();
        assertFalse(parent.scope().isAlive());
        assertFalse(child.scope().isAlive());
        assertEquals("a late child: IllegalStateException", answers.getLast());
    }

    @Test
    void aChildsCleanupThatClosesTheParentFreesNothingTwice() {
        PooledArena parent = openOurs();
        MemorySegment own = parent.allocate(5000, 1);
        PooledArena child = parent.child();
        MemorySegment childs = child.allocate(5000, 1);
        onClose(child, "the parent", parent::close);
        Probe.answer(child, Arena::close);
        Probe.answer(parent, Arena::close);
        assertFalse(child.scope().isAlive());
        assertFalse(parent.scope().isAlive());
        assertFalse(own.scope().isAlive());
        assertFalse(childs.scope().isAlive());
        assertOwnersAreApart();
    }

    @Test
    void aCleanupThatClosesADescendantFreesNothingTwice() {
        PooledArena parent = openOurs();
        PooledArena child = parent.child();
        PooledArena grandchild = child.child();
        PooledArena other = parent.child();
        for (PooledArena each : List.of(parent, child, grandchild, other)) {
            each.allocate(600, 1);
        }
        onClose(other, "the grandchild", grandchild::close);
        onClose(grandchild, "the child", child::close);
        Probe.answer(parent, Arena::close);
        Probe.answer(parent, Arena::close);
        for (PooledArena each : List.of(parent, child, grandchild, other)) {
            assertFalse(each.scope().isAlive());
        }
        assertEquals(2, answers.size(), answers::toString);
        assertOwnersAreApart();
    }

    /** A block that was freed twice would have two owners. */
    private void assertOwnersAreApart() {
        var apart = new Segments.Apart();
        List<Arena> arenas = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            arenas.add(setting.root(pool));
            apart.add(arenas.getLast().allocate(64, 8));
            apart.add(arenas.getLast().allocate(5000, 8));
        }
        arenas.forEach(Arena::close);
    }

    @Test
    void aCleanupThatThrowsAndOneThatAllocatesGoTogether() {
        PooledArena parent = openOurs();
        PooledArena child = parent.child();
        child.allocate(10, 1);
        onClose(child, "the parent", () -> Segments.dirty(parent.allocate(1000, 1)));
        Cleanups.register(child, () -> {
            throw new UnsupportedOperationException("cleanup");
        });
        assertEquals("UnsupportedOperationException", Probe.answer(parent, Arena::close));
        assertFalse(parent.scope().isAlive());
        assertFalse(child.scope().isAlive());
        assertEquals(1, answers.size());
    }
}
