// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Segments and addresses that are no blocks of this allocator. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.spanalloc.Setting#all")
class AllocatorAddressesTest extends AllocatorContract {
    private static final long[] SIZES = {
        2, 16, 64, 100, 1000, 8192, 32768, 32769, 100_000, 1 << 21
    };

    private void assertNoBlock(MemorySegment segment) {
        long address = segment.address();
        Refusals.assertNoBlock(address, () -> allocator.free(segment));
        Refusals.assertNoBlock(address, () -> allocator.reallocate(segment, 10));
        Refusals.assertNoBlock(address, () -> allocator.usableSize(segment));
        Refusals.assertNoBlock(address, () -> allocator.freeAddress(address));
    }

    private void assertInterior(MemorySegment block, long offset) {
        MemorySegment inside = block.asSlice(offset);
        long address = inside.address();
        Refusals.assertInterior(allocator, block, address, () -> allocator.free(inside));
        Refusals.assertInterior(
                allocator, block, address, () -> allocator.reallocate(inside, 10));
        Refusals.assertInterior(allocator, block, address, () -> allocator.usableSize(inside));
        Refusals.assertInterior(allocator, block, address, () -> allocator.freeAddress(address));
    }

    @Test
    void aHeapSegmentIsNoBlock() {
        for (MemorySegment heap : new MemorySegment[] {
            MemorySegment.ofArray(new byte[64]),
            MemorySegment.ofArray(new long[0]),
            MemorySegment.ofArray(new int[10]).asSlice(4)
        }) {
            for (var call : new Executable[] {
                () -> allocator.free(heap),
                () -> allocator.reallocate(heap, 10),
                () -> allocator.usableSize(heap)
            }) {
                Refusals.assertSays(assertThrows(IllegalArgumentException.class, call), "heap");
            }
        }
    }

    @Test
    void memoryOfOthersIsNoBlock() {
        try (Arena arena = Arena.ofConfined(); var other = SpanAllocator.create()) {
            assertNoBlock(arena.allocate(64, 8192));
            MemorySegment theirs = other.allocate(64, 8);
            assertNoBlock(theirs);
            other.free(theirs);
            assertNoBlock(theirs);
        }
    }

    @Test
    void anAddressWithNothingBehindItIsNoBlock() {
        assertNoBlock(MemorySegment.NULL);
        for (long address : new long[] {
            0, 1, 8, 4096, 1L << 26, 1L << 40, 0x7fff_ffff_ffffL, 1L << 62,
            Long.MAX_VALUE, Long.MAX_VALUE - 7, Long.MIN_VALUE, -8192, -8, -1
        }) {
            assertNoBlock(MemorySegment.ofAddress(address));
        }
    }

    @Test
    void foreignAddressesAreCounted() {
        long before = Accounts.detected(allocator, Detection.FOREIGN_ADDRESS);
        assertThrows(IllegalArgumentException.class, () -> allocator.freeAddress(8));
        assertThrows(IllegalArgumentException.class, () -> allocator.free(MemorySegment.NULL));
        assertEquals(before + 2, Accounts.detected(allocator, Detection.FOREIGN_ADDRESS));
    }

    @Test
    void anAddressInsideABlockIsNamedWithTheBlock() {
        for (long size : SIZES) {
            MemorySegment block = allocator.allocate(size, 8);
            assertInterior(block, 1);
            assertInterior(block, size / 2);
            assertInterior(block, size - 1);
            Bytes.assertZero(block);
            allocator.free(block);
        }
    }

    @Test
    void anAddressOnAPageInsideALargeBlockIsNamedWithTheBlock() {
        MemorySegment block = allocator.allocate(1 << 20, 8);
        for (long offset = 8192; offset < block.byteSize(); offset += 8192 * 7) {
            assertInterior(block, offset);
            assertInterior(block, offset + 16);
        }
        allocator.free(block);
    }

    @Test
    void interiorAddressesAreCounted() {
        long before = Accounts.detected(allocator, Detection.INTERIOR_ADDRESS);
        long address = allocator.allocateAddress(64);
        assertThrows(IllegalArgumentException.class, () -> allocator.freeAddress(address + 8));
        assertThrows(IllegalArgumentException.class, () -> allocator.freeAddress(address + 1));
        assertEquals(before + 2, Accounts.detected(allocator, Detection.INTERIOR_ADDRESS));
        allocator.freeAddress(address);
    }

    /** 24 does not divide a page: its last 8 bytes belong to no slot. */
    @Test
    void anAddressBehindTheLastSlotOfASpanIsNoBlock() {
        long address = allocator.allocateAddress(8);
        MemorySegment block = allocator.allocateUninitialized(24, 8);
        long tail = (block.address() & -8192) + 8184;
        Refusals.assertNoBlock(tail, () -> allocator.freeAddress(tail));
        allocator.free(block);
        allocator.freeAddress(address);
    }

    @Test
    void anAddressOnAPageWithoutBlocksIsNoBlock() {
        try (SpanAllocator fresh = setting.open()) {
            MemorySegment block = fresh.allocate(64, 8);
            for (long distance = 1 << 22; distance <= 1 << 26; distance <<= 1) {
                long above = block.address() + distance;
                Refusals.assertNoBlock(above, () -> fresh.freeAddress(above));
                long below = block.address() - distance;
                Refusals.assertNoBlock(below, () -> fresh.freeAddress(below));
            }
            fresh.free(block);
        }
    }

    @Test
    void aRefusedAddressChangesNothing() {
        MemorySegment block = allocator.allocate(1000, 8);
        Bytes.stamp(block, 1);
        SpanStats before = allocator.stats();
        assertThrows(IllegalArgumentException.class, () -> allocator.free(block.asSlice(8)));
        assertThrows(IllegalArgumentException.class, () -> allocator.freeAddress(8));
        assertThrows(IllegalArgumentException.class,
                () -> allocator.reallocate(block.asSlice(16), 5000));
        SpanStats after = Accounts.assertExact(allocator);
        assertEquals(before.liveBlocks(), after.liveBlocks(), "blocks");
        assertEquals(before.live(), after.live(), "bytes");
        Bytes.assertStamped(block, 1);
        allocator.free(block);
    }

    @Test
    void aReadOnlyViewOrAShorterSliceFreesItsBlock() {
        for (long size : SIZES) {
            allocator.free(allocator.allocate(size, 8).asReadOnly());
            allocator.free(allocator.allocate(size, 8).asSlice(0, 1));
            allocator.free(allocator.allocate(size, 8).asSlice(0, 0));
        }
    }

    @Test
    void aBlockMayBeFreedByItsAddressAndAnAddressByAView() {
        for (long size : SIZES) {
            allocator.freeAddress(allocator.allocate(size, 8).address());
            allocator.free(RawMemory.at(allocator.allocateAddress(size), size));
        }
    }

    @Test
    void theSizeOfABlockIsTheSameThroughAnyView() {
        MemorySegment block = allocator.allocate(100, 8);
        long usable = allocator.usableSize(block);
        assertEquals(usable, allocator.usableSize(block.asReadOnly()));
        assertEquals(usable, allocator.usableSize(block.asSlice(0, 10)));
        assertEquals(usable, allocator.usableSize(RawMemory.at(block.address(), 0)));
        allocator.free(block);
    }
}
