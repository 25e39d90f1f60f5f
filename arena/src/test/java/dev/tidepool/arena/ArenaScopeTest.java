// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.internal.NativeAccess;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** An arena is a scope, and is taken wherever the JDK takes an arena. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.arena.Setting#all")
class ArenaScopeTest extends ArenaContract {

    @TempDir
    static Path folder;

    @Test
    void itsSegmentsHaveItsScope() {
        Arena arena = open();
        MemorySegment small = arena.allocate(8, 8);
        MemorySegment large = arena.allocate(100_000, 8);
        assertEquals(arena.scope(), arena.scope());
        for (MemorySegment segment : List.of(small, large, small.asSlice(2), small.asReadOnly(),
                arena.allocateFrom("ebb"), arena.allocate(0, 1))) {
            assertEquals(arena.scope(), segment.scope());
            assertEquals(arena.scope().hashCode(), segment.scope().hashCode());
            assertTrue(segment.scope().isAlive());
        }
        MemorySegment.Scope scope = arena.scope();
        arena.close();
        assertFalse(scope.isAlive());
        assertFalse(small.scope().isAlive());
        assertFalse(arena.scope().isAlive());
        assertEquals(scope, arena.scope());
    }

    @Test
    void noTwoArenasHaveTheSameScope() {
        Set<MemorySegment.Scope> scopes = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            try (Arena arena = open()) {
                arena.allocate(64, 8);
                assertTrue(scopes.add(arena.scope()), "a scope twice");
            }
        }
        try (Arena one = open(); Arena other = open()) {
            assertNotEquals(one.scope(), other.scope());
            assertNotEquals(one.allocate(8, 8).scope(), other.allocate(8, 8).scope());
        }
    }

    @Test
    void whoCanAccessItIsWhoCouldInTheJdk() throws Throwable {
        try (Arena arena = open(); Arena model = setting.counterpart()) {
            MemorySegment segment = arena.allocate(8, 8);
            MemorySegment expected = model.allocate(8, 8);
            for (Elsewhere elsewhere : Elsewhere.values()) {
                elsewhere.run(() -> {
                    Thread here = Thread.currentThread();
                    assertEquals(expected.isAccessibleBy(here), segment.isAccessibleBy(here));
                    assertEquals(Probe.answer(model, a -> expected.set(JAVA_BYTE, 0, (byte) 1)),
                            Probe.answer(arena, a -> segment.set(JAVA_BYTE, 0, (byte) 1)));
                });
            }
            assertTrue(segment.isAccessibleBy(Thread.currentThread()));
        }
    }

    @Test
    void aForeignThreadChangesNothing() throws Throwable {
        Arena arena = open();
        MemorySegment segment = Segments.stamp(arena.allocate(100, 8), 5);
        Elsewhere.PLATFORM.run(() -> {
            if (setting.kind().confined()) {
                assertThrows(WrongThreadException.class, () -> arena.allocate(8, 8));
                assertThrows(WrongThreadException.class, arena::close);
                assertThrows(WrongThreadException.class, () -> segment.get(JAVA_BYTE, 0));
            } else {
                Segments.assertStamped(segment, 5);
                Segments.assertZero(arena.allocate(8, 8));
            }
        });
        Segments.assertStamped(segment, 5);
        Segments.assertZero(arena.allocate(8, 8));
        arena.close();
        assertThrows(IllegalStateException.class, arena::close);
    }

    @Test
    void memoryOfOthersCanBeTiedToIt() {
        MemorySegment other = Arena.global().allocate(16, 8);
        List<String> ended = new ArrayList<>();
        Arena arena = open();
        MemorySegment tied = NativeAccess.segment(
                other.address(), 16, arena, segment -> {
                    ended.add("alive: " + segment.scope().isAlive());
                    segment.set(JAVA_LONG, 0, 77);
                });
        assertEquals(arena.scope(), tied.scope());
        tied.set(JAVA_LONG, 0, 42);
        assertEquals(List.of(), ended);
        arena.close();
        assertEquals(List.of("alive: true"), ended);
        assertEquals(77, other.get(JAVA_LONG, 0));
        assertThrows(IllegalStateException.class, () -> tied.get(JAVA_LONG, 0));
        assertThrows(IllegalStateException.class,
                () -> NativeAccess.segment(other.address(), 16, arena, segment -> {}));
    }

    @Test
    void filesAreMappedIntoIt() throws IOException {
        Path file = Files.createTempFile(folder, "mapped", "");
        Files.write(file, new byte[] {1, 2, 3});
        MemorySegment mapped;
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            try (Arena arena = open()) {
                arena.allocate(16, 8);
                mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, 5000, arena);
                assertEquals(arena.scope(), mapped.scope());
                assertEquals(2, mapped.get(JAVA_BYTE, 1));
                mapped.set(JAVA_BYTE, 4999, (byte) 9);
                mapped.force();
            }
            assertThrows(IllegalStateException.class, () -> mapped.get(JAVA_BYTE, 0));
            assertEquals(5000, channel.size());
        }
        assertEquals(9, Files.readAllBytes(file)[4999]);
    }

    @Test
    void otherAllocatorsWorkOverIt() {
        try (Arena arena = open()) {
            SegmentAllocator slicing = SegmentAllocator.slicingAllocator(arena.allocate(100, 8));
            Segments.stamp(slicing.allocate(60, 8), 1);
            assertThrows(IndexOutOfBoundsException.class, () -> slicing.allocate(60, 8));
            SegmentAllocator prefix = SegmentAllocator.prefixAllocator(arena.allocate(100, 8));
            assertEquals(prefix.allocate(8, 8).address(), prefix.allocate(8, 8).address());
        }
    }

    @Test
    void buffersOverItHaveItsLifetime() {
        Arena arena = open();
        MemorySegment segment = arena.allocate(64, 8);
        ByteBuffer buffer = segment.asByteBuffer();
        assertTrue(buffer.isDirect());
        assertEquals(64, buffer.capacity());
        buffer.putLong(8, 99).slice(8, 8);
        assertEquals(99, buffer.getLong(8));
        assertEquals(segment.address(), MemorySegment.ofBuffer(buffer).address());
        assertEquals(arena.scope(), MemorySegment.ofBuffer(buffer).scope());
        arena.close();
        assertThrows(IllegalStateException.class, () -> buffer.get(0));
    }

    @Test
    void itCanBeOpenedAndClosedManyTimes() {
        for (int i = 0; i < 2000; i++) {
            try (Arena arena = setting.root(pool)) {
                Segments.stamp(arena.allocate(64, 8), i);
            }
            if (!setting.kind().confined() && i > 200) {
                break;
            }
        }
    }
}
