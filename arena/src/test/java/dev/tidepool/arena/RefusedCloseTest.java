// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** While the system reads into an arena it cannot be closed, and nothing else is different. */
@Timeout(60)
@ParameterizedClass
@MethodSource("shared")
class RefusedCloseTest extends ArenaContract {

    static Stream<Setting> shared() {
        return Setting.all().filter(setting -> !setting.kind().confined());
    }

    private void assertRefused(Arena arena) {
        var refusal = assertThrows(IllegalStateException.class, arena::close);
        assertTrue(refusal.getMessage().contains("acquired"), refusal::getMessage);
    }

    @Test
    void aReadRefusesTheCloseAndALaterCloseWorks() throws Exception {
        Arena arena = open();
        MemorySegment segment = arena.allocate(64, 8);
        MemorySegment other = Segments.stamp(arena.allocate(64, 8), 3);
        try (var read = new BlockedRead(segment)) {
            for (int i = 0; i < 3; i++) {
                assertRefused(arena);
                assertTrue(arena.scope().isAlive());
                Segments.assertStamped(other, 3);
                Segments.assertZero(arena.allocate(100, 8));
                Segments.assertZero(arena.allocate(10_000, 8));
            }
            read.end((byte) 42);
            assertEquals(42, segment.get(JAVA_BYTE, 0));
        }
        arena.close();
        assertFalse(arena.scope().isAlive());
        assertThrows(IllegalStateException.class, () -> segment.get(JAVA_BYTE, 0));
        assertThrows(IllegalStateException.class, arena::close);
    }

    @Test
    void everyProbeIsAnsweredAsByTheJdk() throws Exception {
        for (Probe probe : Probe.all()) {
            if (!probe.name().startsWith("copy") && !probe.name().startsWith("from")) {
                assertEquals(whileRead(setting.counterpart(), probe), whileRead(open(), probe),
                        probe::name);
            }
        }
    }

    private static String whileRead(Arena arena, Probe probe) throws Exception {
        String answer;
        try (var read = new BlockedRead(arena.allocate(16, 8))) {
            answer = Probe.answer(arena, probe.action()) + ", alive " + arena.scope().isAlive();
            read.end((byte) 1);
        }
        return answer + ", then close: " + Probe.answer(arena, Arena::close);
    }

    @Test
    void theMemoryIsRecycledOnce() throws Exception {
        Arena arena = open();
        MemorySegment segment = arena.allocate(64, 8);
        try (var read = new BlockedRead(segment)) {
            for (int i = 0; i < 5; i++) {
                assertRefused(arena);
                try (Arena next = setting.root(pool)) {
                    assertFalse(Segments.overlap(segment, next.allocate(64, 8)), "too early");
                }
            }
            read.end((byte) 1);
        }
        arena.close();
        closeParents();
        Set<Long> owned = new HashSet<>();
        Arena[] arenas = new Arena[300];
        for (int i = 0; i < arenas.length; i++) {
            arenas[i] = setting.root(pool);
            assertTrue(owned.add(arenas[i].allocate(64, 8).address()), "two owners");
        }
        for (Arena each : arenas) {
            each.close();
        }
    }

    @Test
    void aRefusedCloseIsCounted() throws IOException, InterruptedException {
        if (!setting.isOurs()) {
            return;
        }
        Arena arena = open();
        ArenaStats before = pool.stats();
        try (var read = new BlockedRead(arena.allocate(64, 8))) {
            assertRefused(arena);
            assertRefused(arena);
            read.end((byte) 1);
        }
        assertEquals(before.refusedCloses() + 2, pool.stats().refusedCloses());
        assertEquals(before.closed(), pool.stats().closed());
        assertEquals(before.open(), pool.stats().open());
        arena.close();
        assertEquals(before.closed() + 1, pool.stats().closed());
        assertNotEquals(before, pool.stats());
    }

    @Test
    void aChildInUseKeepsItsParentsOpen() throws Exception {
        if (!setting.isOurs()) {
            return;
        }
        PooledArena parent = openOurs();
        PooledArena older = parent.child();
        PooledArena child = parent.child();
        PooledArena younger = parent.child();
        PooledArena grandchild = child.child();
        MemorySegment kept = Segments.stamp(older.allocate(50, 1), 4);
        MemorySegment own = Segments.stamp(parent.allocate(50, 1), 5);
        try (var read = new BlockedRead(grandchild.allocate(8, 8))) {
            assertRefused(parent);
            assertFalse(younger.scope().isAlive(), "the younger was closed before");
            assertTrue(grandchild.scope().isAlive());
            assertTrue(child.scope().isAlive());
            assertTrue(older.scope().isAlive());
            Segments.assertStamped(kept, 4);
            Segments.assertStamped(own, 5);
            Segments.assertZero(parent.allocate(10, 1));
            Segments.assertZero(child.allocate(10, 1));
            assertRefused(child);
            Segments.assertZero(child.allocate(10, 1));
            parent.child().close();
            read.end((byte) 1);
        }
        Segments.assertStamped(kept, 4);
        parent.close();
        for (PooledArena each : new PooledArena[] {parent, older, child, younger, grandchild}) {
            assertFalse(each.scope().isAlive());
            assertThrows(IllegalStateException.class, each::close);
        }
    }
}
