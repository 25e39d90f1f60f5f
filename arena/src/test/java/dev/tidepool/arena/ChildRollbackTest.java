// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a child had is its parent's again. */
@Timeout(120)
@ParameterizedClass
@MethodSource("ordinary")
class ChildRollbackTest extends ArenaContract {

    static Stream<Setting> ordinary() {
        return Setting.recycling().filter(setting -> setting.mode() == Setting.Mode.RECYCLING);
    }

    /** The close of a shared arena costs a handshake. */
    private int cycles() {
        return setting.kind().confined() ? 100_000 : 1000;
    }

    @Test
    void theNextChildHasTheMemoryOfTheLast() {
        try (PooledArena parent = openOurs()) {
            parent.allocate(100, 8);
            Set<Long> places = new HashSet<>();
            for (int i = 0; i < 50; i++) {
                try (PooledArena child = parent.child()) {
                    MemorySegment segment = child.allocate(64, 8);
                    Segments.assertZero(segment);
                    Segments.dirty(segment);
                    places.add(segment.address());
                }
            }
            assertEquals(1, places.size(), "places");
        }
    }

    @Test
    void theParentHasTheMemoryOfItsChild() {
        try (PooledArena parent = openOurs()) {
            MemorySegment own = Segments.stamp(parent.allocate(100, 8), 1);
            MemorySegment childs;
            try (PooledArena child = parent.child()) {
                childs = Segments.dirty(child.allocate(64, 8));
            }
            MemorySegment next = parent.allocate(64, 8);
            assertEquals(childs.address(), next.address());
            Segments.assertZero(next);
            Segments.stamp(next, 2);
            assertThrows(IllegalStateException.class, () -> childs.get(JAVA_BYTE, 0));
            assertThrows(IllegalStateException.class, () -> childs.fill((byte) 0));
            Segments.assertStamped(next, 2);
            Segments.assertStamped(own, 1);
        }
    }

    @Test
    void aChildTakesNoBlockWhereItsParentHasRoom() {
        try (PooledArena parent = openOurs()) {
            parent.allocate(100, 8);
            long held = pool.stats().heldBytes();
            long blocks = allocator.stats().liveBlocks();
            try (PooledArena child = parent.child(); PooledArena grandchild = child.child()) {
                child.allocate(100, 8);
                grandchild.allocate(100, 8);
            }
            try (PooledArena child = parent.child()) {
                child.allocate(100, 8);
                try (PooledArena grandchild = child.child()) {
                    grandchild.allocate(100, 8);
                    assertEquals(held, pool.stats().heldBytes());
                    assertEquals(blocks, allocator.stats().liveBlocks());
                }
            }
            assertEquals(held, pool.stats().heldBytes());
        }
    }

    @Test
    void nothingGrowsOverManyChildren() {
        try (PooledArena parent = openOurs()) {
            MemorySegment own = Segments.stamp(parent.allocate(500, 8), 1);
            long bytes = parent.allocatedBytes();
            long held = 0;
            long blocks = 0;
            for (int i = 0; i < cycles(); i++) {
                try (PooledArena child = parent.child()) {
                    child.allocate(i % 5 * 200, 8);
                    child.allocate(1000, 8);
                    if (i % 1000 == 0) {
                        child.allocate(20_000, 8); // a block of its own
                    }
                }
                if (i == 100) {
                    held = pool.stats().heldBytes();
                    blocks = allocator.stats().liveBlocks();
                }
            }
            assertEquals(held, pool.stats().heldBytes(), "held");
            assertEquals(blocks, allocator.stats().liveBlocks(), "blocks");
            assertEquals(bytes, parent.allocatedBytes(), "allocated");
            Segments.assertStamped(own, 1);
        }
    }

    @Test
    void onlyTheParentsOwnGrowsWhereItAllocatesBetween() {
        try (PooledArena parent = openOurs()) {
            MemorySegment own = Segments.stamp(parent.allocate(500, 8), 1);
            for (int i = 0; i < cycles(); i++) {
                try (PooledArena child = parent.child()) {
                    child.allocate(800, 8);
                    if (i % 2 == 0) {
                        parent.allocate(8, 8); // while it is open
                    }
                }
                if (i % 2 == 1) {
                    parent.allocate(8, 8);
                }
            }
            long bytes = parent.allocatedBytes();
            assertEquals(500 + 8L * cycles(), bytes);
            long held = pool.stats().heldBytes();
            assertTrue(held <= 3 * bytes + (64 << 10), () -> held + " held for " + bytes);
            Segments.assertStamped(own, 1);
        }
    }

    @Test
    void nothingGrowsWhereChildrenAreClosedOutOfOrder() {
        try (PooledArena parent = openOurs()) {
            parent.allocate(500, 8);
            Deque<PooledArena> open = new ArrayDeque<>();
            long held = 0;
            for (int i = 0; i < cycles() / 2; i++) {
                open.addLast(parent.child());
                open.getLast().allocate(100, 8);
                if (open.size() > 4) {
                    open.removeFirst().close(); // the oldest
                }
                if (i % 100 == 99) {
                    while (!open.isEmpty()) {
                        (i % 200 == 99 ? open.removeLast() : open.removeFirst()).close();
                    }
                    held = i == 99 ? pool.stats().heldBytes() : held;
                    assertTrue(pool.stats().heldBytes() <= held + (16 << 10),
                            () -> "grown: " + pool.stats());
                }
            }
        }
    }

    @Test
    void onlyTheParentsOwnGrowsWhereItAllocatesBetweenManyThatAreOpen() {
        try (PooledArena parent = openOurs()) {
            parent.allocate(8, 8);
            Deque<PooledArena> open = new ArrayDeque<>();
            for (int i = 0; i < cycles() / 20; i++) {
                for (int j = 0; j < 5; j++) {
                    open.addLast(parent.child());
                    open.getLast().allocate(8, 8);
                    parent.allocate(8, 8);
                }
                while (!open.isEmpty()) {
                    (i % 2 == 0 ? open.removeFirst() : open.removeLast()).close();
                }
                long most = 3 * parent.allocatedBytes() + (8 << 20);
                long held = pool.stats().heldBytes();
                assertTrue(held <= most, () -> held + " held, more than " + most);
            }
        }
    }

    @Test
    void whatTheOldestOfManyHadComesBackWhenTheLastIsClosed() {
        try (PooledArena parent = openOurs()) {
            parent.allocate(500, 8);
            MemorySegment first;
            PooledArena oldest = parent.child();
            first = oldest.allocate(64, 8);
            PooledArena younger = parent.child();
            MemorySegment live = Segments.stamp(younger.allocate(64, 8), 7);
            oldest.close();
            Segments.dirty(parent.allocate(64, 8));
            Segments.assertStamped(live, 7);
            younger.close();
            Set<Long> places = new HashSet<>();
            long held = pool.stats().heldBytes();
            while (pool.stats().heldBytes() == held) {
                places.add(parent.allocate(8, 8).address());
            }
            assertTrue(places.contains(first.address())
                            || places.stream().anyMatch(p -> Math.abs(p - first.address()) < 128),
                    "the memory of the oldest is not used again");
        }
    }

    @Test
    void theStaleViewOfAChildIsRefusedWhoeverHasItsMemory() {
        try (PooledArena parent = openOurs()) {
            parent.allocate(100, 8);
            for (int i = 0; i < 50; i++) {
                MemorySegment stale;
                try (PooledArena child = parent.child()) {
                    stale = child.allocate(64, 8);
                }
                try (PooledArena next = parent.child()) {
                    MemorySegment fresh = Segments.stamp(next.allocate(64, 8), i);
                    assertEquals(stale.address(), fresh.address());
                    assertThrows(IllegalStateException.class, () -> stale.fill((byte) 1));
                    assertThrows(IllegalStateException.class, () -> stale.get(JAVA_BYTE, 0));
                    assertFalse(stale.scope().isAlive());
                    Segments.assertStamped(fresh, i);
                }
            }
        }
    }

    @Test
    void deepNestingStaysInOneBlock() {
        try (PooledArena parent = openOurs()) {
            parent.allocate(8, 8);
            long held = pool.stats().heldBytes();
            nest(parent, 30);
            assertEquals(held, pool.stats().heldBytes());
        }
    }

    private static void nest(PooledArena parent, int depth) {
        MemorySegment own = Segments.stamp(parent.allocate(24, 8), depth);
        if (depth > 0) {
            try (PooledArena child = parent.child()) {
                nest(child, depth - 1);
            }
            Segments.assertStamped(own, depth);
        }
    }
}
