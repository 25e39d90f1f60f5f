// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What was closed is refused for ever, also when its memory has a new owner. */
@Timeout(60)
@ParameterizedClass
@MethodSource("recycling")
class StaleAccessTest extends ArenaContract {
    private static final int TRIES = 20_000;

    /** Where the JDK pools what is small, it alone knows when it hands it out again. */
    static Stream<Setting> recycling() {
        return Setting.recycling().filter(s -> s.mode() == Setting.Mode.RECYCLING);
    }

    /** Everything that can be made of a segment, and tried on it. */
    private static List<Executable> accesses(MemorySegment segment) {
        List<Executable> all = new ArrayList<>();
        for (MemorySegment view : List.of(segment, segment.asSlice(8, 16),
                segment.asSlice(0, segment.byteSize()), segment.asReadOnly(),
                segment.asSlice(4).asSlice(4))) {
            reads(all, view);
        }
        writes(all, segment);
        writes(all, segment.asSlice(8, 16));
        ByteBuffer buffer = segment.asByteBuffer();
        for (ByteBuffer view : List.of(buffer, buffer.slice(8, 16), buffer.duplicate(),
                buffer.asReadOnlyBuffer(), segment.asSlice(8, 16).asByteBuffer())) {
            all.add(() -> view.get(0));
            all.add(() -> view.getLong(0));
            all.add(() -> view.get(0, new byte[4]));
            all.add(() -> view.asIntBuffer().get(0));
        }
        all.add(() -> buffer.put(0, (byte) 1));
        all.add(() -> buffer.slice(8, 16).putLong(0, 1));
        all.add(() -> buffer.put(0, new byte[4]));
        all.add(() -> buffer.duplicate().asLongBuffer().put(1));
        return all;
    }

    private static void reads(List<Executable> all, MemorySegment view) {
        all.add(() -> view.get(JAVA_BYTE, 0));
        all.add(() -> view.toArray(JAVA_BYTE));
        all.add(() -> view.getString(0));
        var copy = new byte[(int) view.byteSize()];
        all.add(() -> MemorySegment.ofArray(copy).copyFrom(view));
        all.add(() -> MemorySegment.copy(view, JAVA_BYTE, 0, new byte[4], 0, 4));
        all.add(() -> view.mismatch(MemorySegment.ofArray(new byte[4])));
        all.add(() -> MemorySegment.ofArray(new byte[4]).mismatch(view));
    }

    private static void writes(List<Executable> all, MemorySegment view) {
        all.add(() -> view.set(JAVA_BYTE, 0, (byte) 1));
        all.add(() -> view.fill((byte) 1));
        all.add(() -> view.setString(0, "x"));
        all.add(() -> view.copyFrom(MemorySegment.ofArray(new byte[] {1})));
        all.add(() -> MemorySegment.copy(new byte[] {1}, 0, view, JAVA_BYTE, 0, 1));
    }

    /** Opens until one has memory at that place; what it has there is returned. */
    private MemorySegment ownedAnew(Arena[] owner, long address, long byteSize) {
        for (int i = 0; i < TRIES; i++) {
            Arena arena = open();
            MemorySegment segment = arena.allocate(byteSize, 8);
            if (segment.address() == address) {
                owner[0] = arena;
                return segment;
            }
            arena.close();
            if (i % 50 == 49) {
                closeParents();
            }
        }
        throw new AssertionError("the memory was never handed out again");
    }

    private void assertRefusedUnderANewOwner(long byteSize) {
        Arena arena = open();
        MemorySegment stale = Segments.stamp(arena.allocate(byteSize, 8), 1);
        List<Executable> accesses = accesses(stale);
        for (Executable access : accesses) {
            runs(access);
        }
        arena.close();
        closeParents();
        accesses.forEach(access -> assertThrows(IllegalStateException.class, access));
        var owner = new Arena[1];
        MemorySegment fresh = ownedAnew(owner, stale.address(), byteSize);
        assertEquals(stale.address(), fresh.address());
        Segments.assertZero(fresh);
        Segments.stamp(fresh, 2);
        accesses.forEach(access -> assertThrows(IllegalStateException.class, access));
        assertFalse(stale.scope().isAlive());
        Segments.assertStamped(fresh, 2);
        owner[0].close();
        accesses.forEach(access -> assertThrows(IllegalStateException.class, access));
    }

    private static void runs(Executable access) {
        try {
            access.execute();
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // no terminator, or not that long
        } catch (Throwable e) {
            throw new AssertionError("refused while open", e);
        }
    }

    @Test
    void everyViewOfASmallSegmentIsRefused() {
        assertRefusedUnderANewOwner(64);
    }

    @Test
    void everyViewOfASegmentWithABlockOfItsOwnIsRefused() {
        assertRefusedUnderANewOwner(3000);
    }

    @Test
    void everyViewOfALargeSegmentIsRefused() {
        assertRefusedUnderANewOwner(100_000);
    }

    @Test
    void aSecondCloseTakesNothingFromTheNextOwner() {
        Arena arena = open();
        MemorySegment stale = arena.allocate(64, 8);
        arena.close();
        closeParents();
        var owner = new Arena[1];
        MemorySegment fresh = Segments.stamp(ownedAnew(owner, stale.address(), 64), 3);
        for (int i = 0; i < 3; i++) {
            assertThrows(IllegalStateException.class, arena::close);
        }
        assertThrows(IllegalStateException.class, () -> arena.allocate(8, 8));
        try (Arena other = open()) {
            for (int i = 0; i < 200; i++) {
                assertFalse(Segments.overlap(fresh, Segments.dirty(other.allocate(64, 8))));
            }
        }
        Segments.assertStamped(fresh, 3);
        assertTrue(fresh.scope().isAlive());
        owner[0].close();
    }

    @Test
    void equalSegmentsOfTwoOwnersAreStillTwo() {
        Arena arena = open();
        MemorySegment stale = arena.allocate(64, 8);
        MemorySegment.Scope scope = arena.scope();
        arena.close();
        closeParents();
        var owner = new Arena[1];
        MemorySegment fresh = ownedAnew(owner, stale.address(), 64);
        assertFalse(scope.equals(fresh.scope()), "a scope with two lives");
        assertFalse(scope.isAlive());
        owner[0].close();
    }
}
