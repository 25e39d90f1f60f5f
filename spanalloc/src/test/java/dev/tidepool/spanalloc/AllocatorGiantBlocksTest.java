// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Blocks of more bytes than an int counts. Only pages that are touched cost memory. */
@Timeout(120)
@ParameterizedClass
@MethodSource("dev.tidepool.spanalloc.Setting#onSystem")
class AllocatorGiantBlocksTest extends AllocatorContract {

    private static final long GIB = 1L << 30;
    private static final long SIZE = 3 * GIB;
    private static final long[] PLACES = {0, (1L << 31) - 1, 1L << 31, 1L << 31 | 5, SIZE - 1};

    private static void mark(MemorySegment block) {
        for (long place : PLACES) {
            if (place < block.byteSize()) {
                block.set(JAVA_BYTE, place, (byte) (1 + place % 100));
            }
        }
    }

    private static void assertMarked(MemorySegment block) {
        for (long place : PLACES) {
            if (place < block.byteSize()) {
                assertEquals((byte) (1 + place % 100), block.get(JAVA_BYTE, place),
                        () -> "byte " + place);
            }
        }
    }

    private MemorySegment giant() {
        return allocator.allocateUninitialized(SIZE, 8);
    }

    @Test
    void itsBytesAreItsOwnFromTheFirstToTheLast() {
        MemorySegment block = giant();
        MemorySegment other = giant();
        assertEquals(SIZE, block.byteSize());
        mark(block);
        for (long place : PLACES) {
            assertEquals(0, other.get(JAVA_BYTE, place), () -> "another block's byte " + place);
        }
        mark(other);
        block.set(JAVA_BYTE, 1, (byte) 77);
        assertMarked(block);
        assertMarked(other);
        assertThrows(IndexOutOfBoundsException.class, () -> block.get(JAVA_BYTE, SIZE));
        allocator.free(block);
        assertMarked(other);
        allocator.free(other);
    }

    @Test
    void itReadsAsZeroWithoutBeingWritten() {
        MemorySegment block = allocator.allocate(SIZE, 8);
        for (long place : PLACES) {
            assertEquals(0, block.get(JAVA_BYTE, place));
        }
        allocator.free(block);
    }

    @Test
    void itsSizeIsKnownExactly() {
        for (long size : new long[] {SIZE, SIZE - 1, (1L << 32) + 1}) {
            long address = allocator.allocateAddress(size);
            MemorySegment block = RawMemory.at(address, size);
            block.set(JAVA_BYTE, size - 1, (byte) 3);
            long usable = allocator.usableSize(block);
            assertTrue(usable >= size && usable < size + (64 << 10), () -> "usable " + usable);
            Accounts.assertLive(allocator, 1, size);
            allocator.freeAddress(address);
        }
    }

    @Test
    void aFreeInsideItNamesIt() {
        MemorySegment block = giant();
        for (long offset : new long[] {1, 8, 8192, 64 << 20, (1L << 31) - 8, 1L << 31,
            2 * GIB + 8192, SIZE - 8192, SIZE - 1}) {
            long address = block.address() + offset;
            Refusals.assertInterior(allocator, block, address,
                    () -> allocator.freeAddress(address));
            Refusals.assertInterior(allocator, block, address,
                    () -> allocator.usableSize(RawMemory.at(address, 1)));
        }
        Refusals.assertNoBlock(block.address() - 8192,
                () -> allocator.freeAddress(block.address() - 8192));
        long beyond = block.address() + (16L << 40);
        Refusals.assertNoBlock(beyond, () -> allocator.freeAddress(beyond));
        allocator.free(block);
    }

    @Test
    void aSecondFreeIsRefused() {
        MemorySegment block = giant();
        allocator.free(block);
        Refusals.assertFreeRefused(allocator, block);
        assertThrows(IllegalStateException.class, () -> block.get(JAVA_BYTE, 1L << 31));
    }

    @Test
    void allOfItIsBackAfterTheFree() {
        SpanStats before = allocator.stats();
        MemorySegment block = giant();
        mark(block);
        SpanStats with = Accounts.assertExact(allocator);
        assertEquals(SIZE, with.live());
        assertEquals(before.reserved() + SIZE, with.reserved() - with.rounding(), "reserved");
        assertTrue(allocator.heapMapHtml().contains("</html>"));
        allocator.free(block);
        SpanStats after = Accounts.assertExact(allocator);
        assertEquals(before.reserved(), after.reserved(), "reserved");
        assertEquals(before.resident(), after.resident(), "resident");
    }

    @Test
    void itIsAlignedAsAskedFor() {
        for (long alignment : new long[] {64 << 20, 128 << 20, GIB}) {
            MemorySegment block = allocator.allocateUninitialized(SIZE, alignment);
            assertEquals(0, block.address() % alignment, () -> "aligned to " + alignment);
            mark(block);
            assertMarked(block);
            allocator.free(block);
        }
    }

    @Test
    void itsEndIsGivenUpInPlaceOrWithAMove() {
        MemorySegment block = giant();
        mark(block);
        if (setting.plain()) {
            MemorySegment shorter = allocator.reallocate(block, 2 * GIB + 8);
            assertEquals(block.address(), shorter.address(), "a block moved without need");
            assertEquals(2 * GIB + 8, shorter.byteSize());
            assertMarked(shorter);
            Accounts.assertLive(allocator, 1, 2 * GIB + 8);
            block = shorter;
        }
        MemorySegment small = allocator.reallocate(block, 100_000);
        assertEquals(1, small.get(JAVA_BYTE, 0));
        Bytes.assertZero(small.asSlice(1));
        Accounts.assertLive(allocator, 1, 100_000);
        allocator.free(small);
    }

    /** The copy touches all of it: in huge pages, if there are any, and with one profile. */
    @Test
    void grownItKeepsItsContents() {
        Assumptions.assumeTrue(setting.profile() == Profile.BALANCED);
        try (SpanAllocator huge = setting.builder().pageSource(PageSource.hugePages()).build()) {
            MemorySegment block = huge.allocateUninitialized(2 * GIB + 8, 8);
            mark(block);
            MemorySegment grown = huge.reallocate(block, 2 * GIB + 100_000);
            assertMarked(grown);
            Bytes.assertZero(grown.asSlice(2 * GIB + 8));
            Accounts.assertLive(huge, 1, 2 * GIB + 100_000);
            Refusals.assertFreeRefused(huge, block);
            huge.free(grown);
        }
    }
}
