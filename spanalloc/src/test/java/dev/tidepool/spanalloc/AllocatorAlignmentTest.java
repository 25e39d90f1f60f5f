// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A block starts where it was asked to start. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.spanalloc.Setting#all")
class AllocatorAlignmentTest extends AllocatorContract {
    private static final long[] SIZES = {
        0, 1, 8, 16, 24, 48, 100, 1000, 1152, 4096, 4097, 8192, 9472, 32768, 32769, 100_000
    };

    private static void assertAligned(long alignment, MemorySegment block) {
        assertEquals(0, block.address() & (alignment - 1),
                () -> block + " is not aligned to " + alignment);
    }

    @Test
    void everyAlignmentIsKeptForEverySize() {
        List<MemorySegment> blocks = new ArrayList<>();
        for (long alignment = 1; alignment <= 1 << 20; alignment <<= 1) {
            for (long size : SIZES) {
                MemorySegment block = allocator.allocate(size, alignment);
                assertAligned(alignment, block);
                assertEquals(size, block.byteSize());
                Bytes.assertZero(block);
                Bytes.dirty(block);
                blocks.add(block);
            }
            blocks.forEach(allocator::free);
            blocks.clear();
        }
    }

    @Test
    void everyAlignmentIsKeptWhileManyBlocksLive() {
        List<MemorySegment> blocks = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            long alignment = 1L << i % 14;
            MemorySegment block = allocator.allocateUninitialized(i * 37 % 3000, alignment);
            assertAligned(alignment, block);
            Bytes.mark(block, i);
            blocks.add(block);
        }
        for (int i = 0; i < blocks.size(); i++) {
            Bytes.assertMarked(blocks.get(i), i);
            allocator.free(blocks.get(i));
        }
    }

    @Test
    void theSmallestSlotThatIsAlignedServes() {
        for (long alignment = 1; alignment <= 8192 && setting.plain(); alignment <<= 1) {
            for (long size : SIZES) {
                if (size <= SlotSizes.LARGEST) {
                    MemorySegment block = allocator.allocateUninitialized(size, alignment);
                    long expected = SlotSizes.usable(size, alignment);
                    long asked = alignment;
                    assertEquals(expected, allocator.usableSize(block),
                            () -> size + " bytes at " + asked);
                    allocator.free(block);
                }
            }
        }
    }

    @Test
    void blocksAlignedBeyondAPageKeepTheirContents() {
        List<MemorySegment> blocks = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            long alignment = 1L << 13 + i % 8;
            MemorySegment block = allocator.allocate(1 + i * 5003, alignment);
            assertAligned(alignment, block);
            Bytes.assertZero(block);
            Bytes.stamp(block, i);
            blocks.add(block);
        }
        Accounts.assertLive(allocator, 24, 24 + 5003 * 276);
        for (int i = 0; i < blocks.size(); i++) {
            Bytes.assertStamped(blocks.get(i), i);
            allocator.free(blocks.get(i));
        }
    }

    @Test
    void alignmentsBeyondARegionAreServed() {
        if (setting.memory() == Setting.Memory.PORTABLE) {
            return; // would write hundreds of megabytes
        }
        for (long alignment = 1 << 22; alignment <= 1 << 28; alignment <<= 2) {
            MemorySegment small = allocator.allocate(100, alignment);
            MemorySegment large = allocator.allocate(100_000, alignment);
            assertAligned(alignment, small);
            assertAligned(alignment, large);
            Bytes.assertZero(large);
            Bytes.stamp(small, 1);
            Bytes.stamp(large, 2);
            Bytes.assertStamped(small, 1);
            allocator.free(small);
            Refusals.assertFreeRefused(allocator, small);
            allocator.free(large);
        }
    }

    @Test
    void anAddressIsAlignedTo16FromThatSizeOn() {
        for (long size = 0; size <= 40_000; size += size < 600 ? 1 : 211) {
            long address = allocator.allocateAddress(size);
            long alignment = size >= 16 ? 16 : 8;
            long asked = size;
            assertEquals(0, address % alignment, () -> asked + " bytes at " + address);
            allocator.freeAddress(address);
        }
    }

    @Test
    void anAddressIsMemoryOfItsWholeSize() {
        List<MemorySegment> views = new ArrayList<>();
        for (int i = 1; i < 400; i++) {
            long size = i * 131L;
            MemorySegment view = RawMemory.at(allocator.allocateAddress(size), size);
            Bytes.stamp(view, i);
            views.add(view);
        }
        for (int i = 1; i < 400; i++) {
            Bytes.assertStamped(views.get(i - 1), i);
            allocator.freeAddress(views.get(i - 1).address());
        }
    }
}
