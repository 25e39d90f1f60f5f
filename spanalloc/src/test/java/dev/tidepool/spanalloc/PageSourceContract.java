// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every page source keeps. */
abstract class PageSourceContract {

    static final long MIB = 1 << 20;

    final PageSource source = source();

    /** {@return a source of the kind that is tested} */
    abstract PageSource source();

    @Test
    void thePageSizeIsAPowerOfTwo() {
        assertEquals(1, Long.bitCount(source.pageSize()));
        assertTrue(source.pageSize() >= 4096);
    }

    @Test
    void aRangeHasExactlyItsSizeAndAtLeastItsAlignment() {
        long page = source.pageSize();
        for (long byteSize : new long[] {page, 3 * page, 16 * page, MIB, 5 * MIB + page}) {
            for (long byteAlignment = 1; byteAlignment <= 64 * MIB; byteAlignment *= 8) {
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment range = source.map(byteSize, byteAlignment, arena);
                    assertEquals(byteSize, range.byteSize());
                    assertEquals(0, range.address() % Math.max(byteAlignment, page));
                }
            }
        }
    }

    @Test
    void aRegionIsAlignedToItsSize() {
        try (Arena arena = Arena.ofShared()) {
            for (int i = 0; i < 2; i++) {
                MemorySegment region = source.map(64 * MIB, 64 * MIB, arena);
                assertEquals(64 * MIB, region.byteSize());
                assertEquals(0, region.address() % (64 * MIB));
            }
        }
    }

    @Test
    void aRangeIsZeroAndHoldsWhatIsWritten() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment range = source.map(4 * MIB, 2 * MIB, arena);
            source.commit(range);
            assertZero(range);
            fill(range, 7);
            assertFilled(range, 7);
        }
    }

    @Test
    void aPageCommittedAfterAReleaseIsZeroAndItsNeighboursKeepTheirs() {
        try (Arena arena = Arena.ofShared()) {
            long page = source.pageSize();
            MemorySegment range = source.map(16 * page, page, arena);
            source.commit(range);
            fill(range, 3);
            MemorySegment middle = range.asSlice(4 * page, 5 * page);
            if (!source.releases()) {
                assertThrows(UnsupportedOperationException.class, () -> source.release(middle));
                assertFilled(range, 3);
                return;
            }
            source.release(middle);
            source.commit(middle);
            assertZero(middle);
            assertFilled(range.asSlice(0, 4 * page), 3);
            assertFilled(range.asSlice(9 * page), 3);
        }
    }

    @Test
    void closingTheArenaEndsEveryUse() {
        Arena arena = Arena.ofShared();
        MemorySegment range = source.map(MIB, MIB, arena);
        source.commit(range);
        range.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        arena.close();
        assertThrows(IllegalStateException.class, () -> range.get(ValueLayout.JAVA_BYTE, 0));
        assertThrows(IllegalStateException.class, () -> source.commit(range));
        Class<? extends Exception> refusal = source.releases()
                ? IllegalStateException.class
                : UnsupportedOperationException.class;
        assertThrows(refusal, () -> source.release(range));
        assertThrows(IllegalStateException.class, () -> source.map(MIB, MIB, arena));
    }

    @Test
    void closingOneArenaLeavesTheOthers() {
        List<Arena> arenas = new ArrayList<>();
        List<MemorySegment> ranges = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            arenas.add(Arena.ofShared());
            ranges.add(source.map(MIB, MIB, arenas.get(i)));
            source.commit(ranges.get(i));
            fill(ranges.get(i), i);
        }
        for (int i = 0; i < 8; i += 2) {
            arenas.get(i).close();
        }
        for (int i = 1; i < 8; i += 2) {
            assertFilled(ranges.get(i), i);
            arenas.get(i).close();
        }
    }

    @Test
    void anImpossibleSizeIsRefusedAndTheNextRequestServed() {
        try (Arena arena = Arena.ofConfined()) {
            for (long byteAlignment : new long[] {1, 64 * MIB, 1L << 62}) {
                for (long byteSize : new long[] {1L << 60, 1L << 62}) {
                    assertThrows(OutOfMemoryError.class,
                            () -> source.map(byteSize, byteAlignment, arena));
                }
            }
            MemorySegment range = source.map(MIB, MIB, arena);
            source.commit(range);
            assertZero(range);
        }
    }

    @Test
    void whatIsNoPageAndNoAlignmentIsRefused() {
        long page = source.pageSize();
        try (Arena arena = Arena.ofConfined()) {
            for (long byteSize : new long[] {Long.MIN_VALUE, -page, 0, 1, page - 1, page + 8}) {
                assertThrows(IllegalArgumentException.class, () -> source.map(byteSize, 1, arena));
            }
            for (long byteAlignment : new long[] {Long.MIN_VALUE, -1, 0, 3, page + 1}) {
                assertThrows(IllegalArgumentException.class,
                        () -> source.map(page, byteAlignment, arena));
            }
            MemorySegment range = source.map(2 * page, page, arena);
            assertThrows(IllegalArgumentException.class, () -> source.commit(range.asSlice(8)));
            assertThrows(IllegalArgumentException.class,
                    () -> source.commit(range.asSlice(0, page + 8)));
        }
    }

    @Test
    void rangesMappedAtTheSameTimeDoNotOverlap() throws Exception {
        try (Arena arena = Arena.ofShared(); var threads = Executors.newFixedThreadPool(8)) {
            List<Callable<List<MemorySegment>>> tasks = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int value = t + 1;
                tasks.add(() -> mapMany(arena, value));
            }
            List<MemorySegment> all = new ArrayList<>();
            for (Future<List<MemorySegment>> ranges : threads.invokeAll(tasks)) {
                all.addAll(ranges.get());
            }
            all.sort((a, b) -> Long.compare(a.address(), b.address()));
            for (int i = 1; i < all.size(); i++) {
                MemorySegment before = all.get(i - 1);
                assertTrue(before.address() + before.byteSize() <= all.get(i).address());
            }
        }
    }

    /** Others map and unmap beside these ranges all the time; a page too much would show. */
    private List<MemorySegment> mapMany(Arena arena, int value) {
        List<MemorySegment> ranges = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            long byteSize = (1 + i % 3) * 256 * 1024L;
            MemorySegment range = source.map(byteSize, MIB, arena);
            source.commit(range);
            assertZero(range);
            fill(range, value);
            ranges.add(range);
            try (Arena brief = Arena.ofConfined()) {
                MemorySegment passing = source.map(byteSize, MIB, brief);
                source.commit(passing);
                fill(passing, -1);
            }
        }
        for (MemorySegment range : ranges) {
            assertFilled(range, value);
        }
        return ranges;
    }

    static void fill(MemorySegment range, int value) {
        range.fill((byte) value);
    }

    static void assertZero(MemorySegment range) {
        assertFilled(range, 0);
    }

    static void assertFilled(MemorySegment range, int value) {
        byte[] expected = new byte[64 * 1024];
        Arrays.fill(expected, (byte) value);
        MemorySegment pattern = MemorySegment.ofArray(expected);
        for (long at = 0; at < range.byteSize(); at += expected.length) {
            long length = Math.min(expected.length, range.byteSize() - at);
            assertEquals(-1, MemorySegment.mismatch(
                    range, at, at + length, pattern, 0, length));
        }
    }
}
