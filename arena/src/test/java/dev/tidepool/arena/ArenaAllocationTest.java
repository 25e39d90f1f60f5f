// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Memory of the size and alignment asked for, zero, and nobody else's. */
@Timeout(120)
@ParameterizedClass
@MethodSource("dev.tidepool.arena.Setting#all")
class ArenaAllocationTest extends ArenaContract {
    private static final long[] SIZES = {
        0, 1, 7, 8, 9, 16, 24, 63, 64, 65, 100, 1000, 1023, 1024, 1025, 4095, 4096, 4097,
        8192, 32_768, 32_769, 100_000, 1 << 20, (1 << 20) + 1
    };

    @Test
    void everySizeIsExactZeroAndWritable() {
        for (long size : SIZES) {
            try (Arena arena = open()) {
                for (int i = 0; i < 3; i++) {
                    MemorySegment segment = arena.allocate(size, 1);
                    assertEquals(size, segment.byteSize());
                    Segments.assertZero(segment);
                    Segments.dirty(segment);
                    assertTrue(segment.isNative());
                    assertFalse(segment.isReadOnly());
                    assertFalse(segment.isMapped());
                    assertNotEquals(0, segment.address());
                    assertThrows(IndexOutOfBoundsException.class,
                            () -> segment.get(JAVA_BYTE, size));
                }
            }
        }
    }

    @Test
    void dirtIsNeverHandedOutAgain() {
        for (int round = 0; round < 40; round++) {
            try (Arena arena = open()) {
                for (int i = 0; i < 10; i++) {
                    MemorySegment segment = arena.allocate(SIZES[(round + i) % 18], 1 + i % 2);
                    Segments.assertZero(segment);
                    Segments.dirty(segment);
                }
            }
        }
    }

    @Test
    void everyAlignmentIsKept() {
        try (Arena arena = open()) {
            for (long alignment = 1; alignment <= 1 << 16; alignment *= 2) {
                for (long size : new long[] {0, 1, 5, 64, 3000, 40_000}) {
                    MemorySegment segment = arena.allocate(size, alignment);
                    Segments.assertAligned(segment, alignment);
                    assertTrue(segment.maxByteAlignment() >= alignment);
                    Segments.assertZero(segment);
                    Segments.dirty(segment);
                    arena.allocate(1, 1);
                }
            }
        }
    }

    @Test
    void alignmentsBeyondAPageAreKept() {
        try (Arena arena = open()) {
            for (long alignment = 1 << 17; alignment <= 1 << 22; alignment *= 2) {
                MemorySegment segment = arena.allocate(10, alignment);
                Segments.assertAligned(segment, alignment);
                Segments.assertZero(segment);
                Segments.dirty(segment);
            }
        }
    }

    @Test
    void aSizeOfZeroHasAnAddressOfItsOwn() {
        try (Arena arena = open()) {
            Set<Long> addresses = new HashSet<>();
            for (int i = 0; i < 300; i++) {
                MemorySegment segment = arena.allocate(i % 3 == 2 ? 8 : 0, i % 2 == 0 ? 1 : 8);
                assertTrue(addresses.add(segment.address()), "an address twice");
            }
        }
    }

    @Test
    void aLayoutsSizeAndAlignmentAreKept() {
        try (Arena arena = open()) {
            arena.allocate(1, 1);
            MemorySegment one = arena.allocate(JAVA_LONG);
            MemorySegment many = arena.allocate(
                    MemoryLayout.sequenceLayout(5, JAVA_LONG).withByteAlignment(256));
            assertEquals(8, one.byteSize());
            assertEquals(40, many.byteSize());
            Segments.assertAligned(one, 8);
            Segments.assertAligned(many, 256);
        }
    }

    @Test
    void noTwoSegmentsOverlapWhateverIsAskedFor() {
        var random = new Random(setting.hashCode());
        for (int round = 0; round < 4; round++) {
            try (Arena arena = open()) {
                var apart = new Segments.Apart();
                List<MemorySegment> all = new ArrayList<>();
                for (int i = 0; i < 300; i++) {
                    long size = random.nextLong(1L << random.nextInt(1, 15));
                    long alignment = 1L << random.nextInt(i % 20 == 0 ? 17 : 8);
                    MemorySegment segment = arena.allocate(size, alignment);
                    Segments.assertZero(segment);
                    Segments.assertAligned(segment, alignment);
                    apart.add(segment);
                    all.add(Segments.stamp(segment, i));
                }
                for (int i = 0; i < all.size(); i++) {
                    Segments.assertStamped(all.get(i), i);
                }
            }
        }
    }

    @Test
    void aRequestThatCannotBeServedChangesNothing() {
        try (Arena arena = open()) {
            MemorySegment before = Segments.stamp(arena.allocate(100, 8), 1);
            for (long size : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 7, 1L << 60, 1L << 50}) {
                for (long alignment : new long[] {1, 8, 4096, 1L << 30}) {
                    assertThrows(OutOfMemoryError.class, () -> arena.allocate(size, alignment));
                }
            }
            assertThrows(OutOfMemoryError.class, () -> arena.allocate(1, 1L << 62));
            MemorySegment after = arena.allocate(100, 8);
            Segments.assertZero(after);
            assertFalse(Segments.overlap(before, after));
            Segments.assertStamped(before, 1);
        }
    }

    @Test
    void arenasThatAreOpenTogetherShareNothing() {
        var apart = new Segments.Apart();
        List<Arena> arenas = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            arenas.add(open());
        }
        for (int i = 0; i < 400; i++) {
            apart.add(arenas.get(i % 20).allocate(i * 13L % 700, 4));
        }
        arenas.forEach(Arena::close);
    }
}
