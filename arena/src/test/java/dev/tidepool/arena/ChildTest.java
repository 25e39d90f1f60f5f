// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A child is a lifetime inside another: any number, at any depth, closed in any order. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.arena.Setting#ours")
class ChildTest extends ArenaContract {
    private static final int DEPTH = 100;

    private static void assertClosed(PooledArena arena, MemorySegment segment) {
        assertFalse(arena.scope().isAlive());
        assertThrows(IllegalStateException.class, () -> segment.get(JAVA_BYTE, 0));
        assertThrows(IllegalStateException.class, () -> arena.allocate(1, 1));
        assertThrows(IllegalStateException.class, () -> arena.allocateUninitialized(1, 1));
        assertThrows(IllegalStateException.class, arena::child);
        assertThrows(IllegalStateException.class, arena::close);
    }

    @Test
    void aChildsLifeIsItsOwn() {
        try (PooledArena parent = openOurs()) {
            MemorySegment parents = Segments.stamp(parent.allocate(100, 8), 1);
            PooledArena child = parent.child();
            MemorySegment childs = Segments.stamp(child.allocate(100, 8), 2);
            assertNotEquals(parent.scope(), child.scope());
            assertEquals(child.scope(), childs.scope());
            Segments.assertStamped(parents, 1);
            child.close();
            assertClosed(child, childs);
            Segments.assertStamped(parents, 1);
            Segments.assertZero(parent.allocate(3000, 8));
            Segments.assertStamped(parents, 1);
        }
    }

    @Test
    void closingTheParentClosesItsDescendants() {
        PooledArena parent = openOurs();
        List<PooledArena> all = new ArrayList<>();
        List<MemorySegment> segments = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            PooledArena above = i % 5 == 0 ? parent : all.get(Math.max(0, i - 1 - i % 2));
            all.add(above.child());
            segments.add(all.getLast().allocate(i * 40L + 1, 1));
        }
        all.get(19).close();
        parent.close();
        for (int i = 0; i < 20; i++) {
            assertClosed(all.get(i), segments.get(i));
        }
        assertThrows(IllegalStateException.class, parent::close);
        assertThrows(IllegalStateException.class, parent::child);
    }

    @Test
    void theYoungestIsClosedFirst() {
        PooledArena parent = openOurs();
        List<Integer> ended = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            Cleanups.register(parent.child(), () -> ended.add(number));
        }
        parent.close();
        assertEquals(List.of(4, 3, 2, 1, 0), ended);
    }

    @Test
    void nestingIsDeep() {
        Deque<PooledArena> all = new ArrayDeque<>();
        Deque<MemorySegment> segments = new ArrayDeque<>();
        all.push(openOurs());
        segments.push(Segments.stamp(all.peek().allocate(30, 1), 0));
        for (int i = 1; i <= DEPTH; i++) {
            all.push(all.peek().child());
            segments.push(Segments.stamp(all.peek().allocate(10 + i, 1), i));
        }
        for (int i = DEPTH; i >= DEPTH / 2; i--) {
            Segments.assertStamped(segments.peek(), i);
            all.peek().close();
            assertClosed(all.pop(), segments.pop());
        }
        for (int i = DEPTH / 2 - 1; i >= 0; i--) {
            Segments.assertStamped(segments.pop(), i);
        }
        all.getLast().close();
        assertTrue(all.stream().noneMatch(arena -> arena.scope().isAlive()));
    }

    @Test
    void siblingsAreClosedInAnyOrder() {
        var random = new Random(5);
        for (int round = 0; round < 20; round++) {
            PooledArena parent = openOurs();
            MemorySegment parents = Segments.stamp(parent.allocate(100, 1), -1);
            List<PooledArena> children = new ArrayList<>();
            List<MemorySegment> segments = new ArrayList<>();
            var apart = new Segments.Apart();
            apart.add(parents);
            for (int i = 0; i < 8; i++) {
                children.add(parent.child());
                segments.add(Segments.stamp(children.get(i).allocate(random.nextInt(900), 1), i));
                apart.add(segments.get(i));
            }
            List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7));
            Collections.shuffle(order, random);
            for (int i : order) {
                apart.add(Segments.dirty(parent.allocate(random.nextInt(200), 1)));
                Segments.assertStamped(segments.get(i), i);
                children.get(i).close();
                assertClosedIfNotEmpty(children.get(i), segments.get(i));
                apart.remove(segments.get(i));
            }
            Segments.assertStamped(parents, -1);
            parent.close();
        }
    }

    private static void assertClosedIfNotEmpty(PooledArena arena, MemorySegment segment) {
        assertFalse(segment.scope().isAlive());
        if (segment.byteSize() > 0) {
            assertClosed(arena, segment);
        }
    }

    @Test
    void grandchildrenAreClosedWithTheirParentThoughOthersLive() {
        try (PooledArena parent = openOurs()) {
            PooledArena first = parent.child();
            PooledArena second = parent.child();
            PooledArena grandchild = first.child();
            MemorySegment of2 = Segments.stamp(second.allocate(100, 8), 2);
            MemorySegment of3 = Segments.stamp(grandchild.allocate(100, 8), 3);
            first.close();
            assertClosed(grandchild, of3);
            Segments.assertStamped(of2, 2);
            MemorySegment more = Segments.stamp(second.allocate(2000, 8), 4);
            Segments.stamp(parent.allocate(2000, 8), 5);
            Segments.assertStamped(more, 4);
        }
    }

    @Test
    void theParentAllocatesWhileChildrenAreOpen() {
        try (PooledArena parent = openOurs()) {
            var apart = new Segments.Apart();
            List<MemorySegment> own = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                try (PooledArena child = parent.child()) {
                    for (int j = 0; j < 5; j++) {
                        MemorySegment childs = child.allocate(j * 100L, 1);
                        apart.add(childs);
                        Segments.dirty(childs);
                        own.add(Segments.stamp(parent.allocate(j * 30L, 1), own.size()));
                        apart.add(own.getLast());
                        apart.remove(childs); // it will be rolled back
                    }
                }
            }
            for (int i = 0; i < own.size(); i++) {
                Segments.assertStamped(own.get(i), i);
            }
        }
    }

    @Test
    void aChildMayHaveMoreThanItsParent() {
        try (PooledArena parent = openOurs()) {
            MemorySegment own = Segments.stamp(parent.allocate(10, 1), 1);
            for (int round = 0; round < 5; round++) {
                try (PooledArena child = parent.child()) {
                    for (int i = 0; i < 100; i++) {
                        MemorySegment segment = child.allocate(1000, 8);
                        Segments.assertZero(segment);
                        Segments.dirty(segment);
                    }
                    Segments.dirty(child.allocate(1 << 20, 4096));
                }
            }
            Segments.assertStamped(own, 1);
        }
    }

    @Test
    void aChildIsForTheThreadsOfItsParent() throws Throwable {
        try (PooledArena parent = openOurs(); PooledArena child = parent.child()) {
            child.allocate(8, 8);
            Elsewhere.PLATFORM.run(() -> {
                if (setting.kind().confined()) {
                    assertThrows(WrongThreadException.class, parent::child);
                    assertThrows(WrongThreadException.class, child::child);
                    assertThrows(WrongThreadException.class, child::close);
                    assertThrows(WrongThreadException.class, () -> child.allocate(8, 8));
                } else {
                    try (Arena more = child.child()) {
                        Segments.assertZero(more.allocate(8, 8));
                    }
                }
            });
            assertTrue(child.scope().isAlive());
            Segments.assertZero(child.allocate(8, 8));
        }
    }

    @Test
    void allocatedBytesAreEachOnesOwn() {
        try (PooledArena parent = openOurs()) {
            parent.allocate(100, 1);
            try (PooledArena child = parent.child()) {
                assertEquals(0, child.allocatedBytes());
                child.allocate(50, 64);
                child.allocate(0, 1);
                assertEquals(50, child.allocatedBytes());
                assertEquals(100, parent.allocatedBytes());
            }
            assertEquals(100, parent.allocatedBytes());
            parent.allocateUninitialized(11, 1);
            parent.allocate(100_000, 1);
            assertEquals(100_111, parent.allocatedBytes());
            PooledArena child = parent.child();
            child.allocate(5, 1);
            child.close();
            assertEquals(5, child.allocatedBytes());
        }
    }

    @Test
    void openAndClosedChildrenAreCounted() {
        ArenaStats before = pool.stats();
        PooledArena parent = openOurs();
        parent.child().close();
        parent.child().child();
        long parents = setting.kind().child() ? 1 : 0;
        ArenaStats open = Books.assertBalance(pool);
        assertEquals(before.opened() + 4 + parents, open.opened());
        assertEquals(before.open() + 3 + parents, open.open());
        assertEquals(before.closed() + 1, open.closed());
        parent.close();
        assertEquals(before.open() + parents, Books.assertBalance(pool).open());
    }
}
