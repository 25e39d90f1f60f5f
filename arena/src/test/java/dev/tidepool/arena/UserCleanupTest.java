// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What users register on an arena's scope runs as in the JDK, and costs nobody any memory. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.arena.Setting#all")
class UserCleanupTest extends ArenaContract {

    /** Allocates and registers as the bits say, and tells in which order the cleanups ran. */
    private static List<Integer> order(Arena arena, int bits) {
        List<Integer> ran = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int number = i;
            if ((bits & 1 << i) == 0) {
                Cleanups.register(arena, () -> ran.add(number));
            } else {
                arena.allocate(8, 8);
            }
        }
        arena.close();
        return ran;
    }

    @Test
    void eachRunsOnceTheLastOneFirstOrAsInTheJdk() {
        for (int bits = 0; bits < 64; bits++) {
            List<Integer> ran = order(open(), bits);
            List<Integer> jdks = order(setting.counterpart(), bits);
            List<Integer> lastFirst = jdks.stream().sorted(Comparator.reverseOrder()).toList();
            assertTrue(ran.equals(jdks) || ran.equals(lastFirst), () -> ran + " and " + jdks);
        }
    }

    @Test
    void duringACleanupTheArenaIsClosed() {
        Arena arena = open();
        MemorySegment segment = arena.allocate(8, 8);
        List<Boolean> alive = new ArrayList<>();
        Cleanups.register(arena, () -> {
            alive.add(arena.scope().isAlive());
            assertThrows(IllegalStateException.class, () -> segment.get(JAVA_BYTE, 0));
            assertThrows(IllegalStateException.class, () -> arena.allocate(8, 8));
            assertThrows(IllegalStateException.class, () -> arena.allocate(1 << 20, 8));
            assertThrows(IllegalStateException.class, arena::close);
        });
        arena.close();
        assertEquals(List.of(false), alive);
    }

    @Test
    void othersCanBeUsedDuringACleanup() {
        Arena arena = open();
        arena.allocate(8, 8);
        List<Long> sizes = new ArrayList<>();
        Cleanups.register(arena, () -> {
            try (Arena other = setting.root(pool)) {
                sizes.add(Segments.dirty(other.allocate(5000, 8)).byteSize());
            }
        });
        arena.close();
        assertEquals(List.of(5000L), sizes);
    }

    @Test
    void oneThatThrowsEndsTheArenaAllTheSame() {
        Arena arena = open();
        MemorySegment segment = arena.allocate(5000, 8);
        List<Integer> ran = new ArrayList<>();
        Cleanups.register(arena, () -> ran.add(1));
        Cleanups.register(arena, () -> {
            throw new UnsupportedOperationException("first");
        });
        Cleanups.register(arena, () -> {
            throw new UnsupportedOperationException("second");
        });
        Cleanups.register(arena, () -> ran.add(2));
        var thrown = assertThrows(UnsupportedOperationException.class, arena::close);
        assertEquals(1, thrown.getSuppressed().length);
        assertEquals(2, ran.size());
        assertFalse(arena.scope().isAlive());
        assertThrows(IllegalStateException.class, () -> segment.get(JAVA_BYTE, 0));
        assertThrows(IllegalStateException.class, arena::close);
        assertThrows(IllegalStateException.class, () -> arena.allocate(8, 8));
        closeParents();
        assertEquals(setting.isOurs() ? pool.stats().keptBytes() : 0, allocator.stats().live());
    }

    @Test
    void oneThatThrowsAnErrorEndsTheArenaAllTheSame() {
        endWithAnError();
        closeParents();
        // What the close of a shared arena left unfinished may be left to the collector.
        Collector.until("bytes left",
                () -> allocator.stats().live() == pool.stats().keptBytes());
    }

    private void endWithAnError() {
        Arena arena = open();
        MemorySegment segment = arena.allocate(100, 8);
        boolean uncertain = setting.mode().recycling() && !setting.kind().confined();
        Cleanups.register(arena, () -> {
            throw new LinkageError("cleanup");
        });
        assertEquals("cleanup", assertThrows(LinkageError.class, arena::close).getMessage());
        assertFalse(arena.scope().isAlive());
        assertThrows(IllegalStateException.class, () -> segment.get(JAVA_BYTE, 0));
        assertThrows(IllegalStateException.class, arena::close);
        assertThrows(IllegalStateException.class, () -> arena.allocate(8, 8));
        if (!setting.kind().child()) { // it may have nothing but what its parent lent it
            assertEquals(uncertain, setting.isOurs() && pool.stats().condemnedBytes() > 0);
        }
        for (int i = 0; i < 50 && uncertain; i++) {
            try (Arena next = setting.root(pool)) {
                assertFalse(Segments.overlap(segment, next.allocate(100, 8)), "too early");
            }
        }
        Reference.reachabilityFence(segment);
    }

    @Test
    void childrenAreClosedThoughTheCleanupOfOneThrows() {
        if (!setting.isOurs()) {
            return;
        }
        PooledArena parent = openOurs();
        List<PooledArena> children = new ArrayList<>();
        List<String> ended = new ArrayList<>();
        Cleanups.register(parent, () -> ended.add("parent"));
        for (int i = 0; i < 4; i++) {
            PooledArena child = parent.child();
            child.allocate(50, 8);
            String name = "child " + i;
            Cleanups.register(child, () -> {
                ended.add(name);
                throw new UnsupportedOperationException(name);
            });
            children.add(child);
        }
        var thrown = assertThrows(UnsupportedOperationException.class, parent::close);
        assertEquals("child 3", thrown.getMessage());
        assertEquals(List.of("child 3", "child 2", "child 1", "child 0", "parent"), ended);
        assertEquals(3, thrown.getSuppressed().length);
        assertTrue(children.stream().noneMatch(child -> child.scope().isAlive()));
        assertThrows(IllegalStateException.class, parent::close);
        children.forEach(child -> assertThrows(IllegalStateException.class, child::close));
    }

    @Test
    void aCleanupMayCloseAnotherArenaAndItsParentIsRefused() {
        if (!setting.isOurs()) {
            return;
        }
        PooledArena parent = openOurs();
        PooledArena sibling = parent.child();
        PooledArena child = parent.child();
        sibling.allocate(10, 1);
        child.allocate(10, 1);
        var siblings = new AtomicReference<>("not run");
        Cleanups.register(child,
                () -> siblings.set(Probe.answer(sibling, Arena::close)));
        child.close();
        assertEquals("fine", siblings.get());
        assertFalse(sibling.scope().isAlive());
        Segments.assertZero(parent.allocate(500, 1));
        parent.close();
    }
}
