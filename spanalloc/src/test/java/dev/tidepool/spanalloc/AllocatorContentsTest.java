// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AllocatorContentsTest {

    private static List<Function<SegmentAllocator, MemorySegment>> ways() {
        var ways = new ArrayList<Function<SegmentAllocator, MemorySegment>>(List.of(
                a -> a.allocateFrom(JAVA_BYTE, (byte) 1),
                a -> a.allocateFrom(JAVA_CHAR, 'x'),
                a -> a.allocateFrom(JAVA_SHORT, (short) 3),
                a -> a.allocateFrom(JAVA_INT, 4),
                a -> a.allocateFrom(JAVA_FLOAT, 5.5f),
                a -> a.allocateFrom(JAVA_LONG, 6L),
                a -> a.allocateFrom(JAVA_DOUBLE, 7.5),
                a -> a.allocateFrom(ADDRESS, MemorySegment.ofAddress(8))));
        ways.addAll(List.of(
                a -> a.allocateFrom(JAVA_BYTE, new byte[] {1, 2, 3}),
                a -> a.allocateFrom(JAVA_CHAR, 'a', 'b'),
                a -> a.allocateFrom(JAVA_SHORT, new short[] {1, 2, 3}),
                a -> a.allocateFrom(JAVA_INT, 1, 2, 3),
                a -> a.allocateFrom(JAVA_FLOAT, 1f, 2f, 3f),
                a -> a.allocateFrom(JAVA_LONG, 1L, 2L, 3L),
                a -> a.allocateFrom(JAVA_DOUBLE, 1.0, 2.0, 3.0)));
        ways.addAll(List.of(
                a -> a.allocateFrom(JAVA_INT),
                a -> a.allocateFrom(""),
                a -> a.allocateFrom("plain"),
                a -> a.allocateFrom("\u00fc\u4e2d\ud83d\ude00"),
                a -> a.allocateFrom("wide", StandardCharsets.UTF_16LE),
                a -> a.allocateFrom("wider", StandardCharsets.UTF_32LE),
                a -> a.allocateFrom(
                        JAVA_INT, MemorySegment.ofArray(new int[] {9, 8, 7}), JAVA_INT, 4, 2)));
        return ways;
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void whatIsCopiedInIsWhatTheJdksArenasCopyIn(Profile profile) {
        try (SpanAllocator allocator = SpanAllocator.builder().profile(profile).build();
                Arena arena = Arena.ofConfined()) {
            for (int round = 0; round < 3; round++) {
                for (var way : ways()) {
                    MemorySegment expected = way.apply(arena);
                    MemorySegment block = way.apply(allocator);
                    assertEquals(expected.byteSize(), block.byteSize());
                    assertArrayEquals(expected.toArray(JAVA_BYTE), block.toArray(JAVA_BYTE));
                    block.fill((byte) 0x5A); // the next round finds it
                    allocator.free(block);
                }
            }
        }
    }
}
