// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A block has exactly the size asked for, zeroed, and nobody else's memory. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.spanalloc.Setting#all")
class AllocatorSizesTest extends AllocatorContract {
    private static final long MEGABYTE = 1 << 20;

    /** Every border of a class, and a step that meets all remainders between them. */
    private static Set<Long> sizes() {
        Set<Long> sizes = new TreeSet<>();
        for (long size = 0; size <= 40_000; size += size < 300 ? 1 : 97) {
            sizes.add(size);
        }
        for (long slot : SlotSizes.all()) {
            sizes.addAll(List.of(slot - 1, slot, slot + 1));
        }
        return sizes;
    }

    private static void assertShape(long byteSize, MemorySegment block) {
        assertEquals(byteSize, block.byteSize());
        assertTrue(block.isNative(), "native");
        assertFalse(block.isReadOnly(), "read-only");
        assertTrue(block.scope().isAlive(), "alive");
        assertTrue(block.isAccessibleBy(Thread.ofPlatform().unstarted(() -> {})), "shared");
    }

    @Test
    void everySizeIsServedExactlyAndZeroedAndKeepsItsContents() {
        List<MemorySegment> blocks = new ArrayList<>();
        for (long size : sizes()) {
            MemorySegment block = allocator.allocate(size, 1);
            assertShape(size, block);
            Bytes.assertZero(block);
            Bytes.mark(block, size);
            blocks.add(block);
        }
        Accounts.assertLive(allocator, blocks.size(),
                blocks.stream().mapToLong(MemorySegment::byteSize).sum());
        for (MemorySegment block : blocks) {
            Bytes.assertMarked(block, block.byteSize());
            allocator.free(block);
        }
    }

    @Test
    void everySizeIsZeroedAgainAfterSomebodyWroteIntoIt() {
        for (long size : sizes()) {
            MemorySegment first = allocator.allocate(size, 1);
            Bytes.dirty(first);
            allocator.free(first);
            MemorySegment second = allocator.allocate(size, 1);
            Bytes.assertZero(second);
            Bytes.dirty(second);
            allocator.free(second);
        }
    }

    @Test
    void memoryThatWasDirtiedInOneClassIsZeroInEveryOther() {
        List<MemorySegment> blocks = new ArrayList<>();
        for (long slot : SlotSizes.all()) {
            for (long held = 0; held < 64 << 10; held += slot) {
                MemorySegment block = allocator.allocateUninitialized(slot, 1);
                Bytes.dirty(block);
                blocks.add(block);
            }
            blocks.forEach(allocator::free);
            blocks.clear();
            allocator.trim();
        }
        for (long size : new long[] {8, 1000, 32768, 100_000, 2 * MEGABYTE}) {
            MemorySegment block = allocator.allocate(size, 1);
            Bytes.assertZero(block);
            allocator.free(block);
        }
    }

    @Test
    void anUninitializedBlockHasTheExactSizeToo() {
        List<MemorySegment> blocks = new ArrayList<>();
        for (long size : sizes()) {
            MemorySegment block = allocator.allocateUninitialized(size, 1);
            assertShape(size, block);
            Bytes.mark(block, size);
            blocks.add(block);
        }
        for (MemorySegment block : blocks) {
            Bytes.assertMarked(block, block.byteSize());
            allocator.free(block);
        }
    }

    @Test
    void largeBlocksAreServedExactlyAndZeroed() {
        for (long size : new long[] {
            32_769, 40_960, 40_961, 65_536, 65_537, 262_144, 262_145, MEGABYTE, MEGABYTE + 1,
            4 * MEGABYTE, 4 * MEGABYTE + 1, 10 * MEGABYTE
        }) {
            for (int round = 0; round < 3; round++) {
                MemorySegment block = allocator.allocate(size, 8);
                assertShape(size, block);
                Bytes.assertZero(block);
                Bytes.dirty(block);
                allocator.free(block);
            }
        }
    }

    @Test
    void blocksAroundTheSizeOfARegionAreServed() {
        for (long size : new long[] {
            63 * MEGABYTE, 64 * MEGABYTE, 64 * MEGABYTE + 1, 65 * MEGABYTE
        }) {
            MemorySegment block = allocator.allocate(size, 8);
            assertShape(size, block);
            for (long at = 0; at < size; at += 65_521) {
                Bytes.assertZero(block.asSlice(at, 1));
            }
            Bytes.stamp(block, size);
            Bytes.assertStamped(block, size);
            Accounts.assertLive(allocator, 1, size);
            allocator.free(block);
            allocator.trim();
        }
    }

    @Test
    void theUsableSizeIsTheSlotOrWholePages() {
        for (long size : sizes()) {
            MemorySegment block = allocator.allocateUninitialized(size, 1);
            long usable = allocator.usableSize(block);
            assertTrue(usable >= size, () -> size + ": " + usable);
            if (setting.plain()) {
                assertEquals(SlotSizes.usable(size), usable, () -> "size " + size);
            }
            allocator.free(block);
        }
    }

    @Test
    void blocksOfNoBytesAreDistinctAndMustBeFreed() {
        List<MemorySegment> blocks = new ArrayList<>();
        Set<Long> addresses = new HashSet<>();
        for (int i = 0; i < 3000; i++) {
            long alignment = 1L << i % 13;
            MemorySegment block = allocator.allocate(0, alignment);
            assertShape(0, block);
            assertEquals(0, block.address() % alignment, "misaligned");
            assertTrue(addresses.add(block.address()), "an address twice");
            blocks.add(block);
        }
        Accounts.assertLive(allocator, blocks.size(), 0);
        blocks.forEach(allocator::free);
        Accounts.assertLive(allocator, 0, 0);
    }

    @Test
    void addressesOfNoBytesAreDistinctToo() {
        long first = allocator.allocateAddress(0);
        long second = allocator.allocateAddress(0);
        assertTrue(first != second && first != 0 && second != 0);
        allocator.freeAddress(first);
        Refusals.assertAlreadyFree(first, () -> allocator.freeAddress(first));
        allocator.freeAddress(second);
    }
}
