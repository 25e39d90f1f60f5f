// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Sizes that no machine has. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.spanalloc.Setting#all")
class AllocatorImpossibleTest extends AllocatorContract {
    private static final long[] IMPOSSIBLE = {
        Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE - 15, Long.MAX_VALUE - 4095,
        Long.MAX_VALUE - 8191, Long.MAX_VALUE - 8192, Long.MAX_VALUE - 8193,
        Long.MAX_VALUE - (1L << 26), (1L << 62) + 1, 1L << 62, 1L << 60, 1L << 57, 1L << 50
    };

    private static void assertSameHoldings(SpanStats before, SpanStats after) {
        assertEquals(before.liveBlocks(), after.liveBlocks(), "blocks");
        assertEquals(before.live(), after.live(), "bytes");
        assertEquals(before.reserved(), after.reserved(), "reserved");
        assertEquals(before.resident(), after.resident(), "resident");
    }

    @Test
    void anImpossibleSizeIsRefusedAndNothingIsLost() {
        MemorySegment block = allocator.allocate(1000, 8);
        Bytes.stamp(block, 1);
        SpanStats before = Accounts.assertExact(allocator);
        for (long size : IMPOSSIBLE) {
            Refusals.assertTooMuch(size, () -> allocator.allocate(size));
            Refusals.assertTooMuch(size, () -> allocator.allocate(size, 8192));
            Refusals.assertTooMuch(size, () -> allocator.allocateUninitialized(size, 1 << 20));
            Refusals.assertTooMuch(size, () -> allocator.allocateAddress(size));
            Refusals.assertTooMuch(size, () -> allocator.reallocate(block, size));
        }
        assertSameHoldings(before, Accounts.assertExact(allocator));
        Bytes.assertStamped(block, 1);
        allocator.free(block);
    }

    @Test
    void anImpossibleAlignmentIsRefusedAndNothingIsLost() {
        SpanStats before = Accounts.assertExact(allocator);
        for (long alignment : new long[] {1L << 62, 1L << 60, 1L << 50}) {
            assertThrows(OffHeapMemoryError.class, () -> allocator.allocate(0, alignment));
            assertThrows(OffHeapMemoryError.class, () -> allocator.allocate(100, alignment));
            assertThrows(OffHeapMemoryError.class,
                    () -> allocator.allocateUninitialized(1L << 60, alignment));
        }
        assertSameHoldings(before, Accounts.assertExact(allocator));
    }

    @Test
    void theNextSmallerRequestWorks() {
        for (long size : IMPOSSIBLE) {
            Refusals.assertTooMuch(size, () -> allocator.allocate(size));
            MemorySegment small = allocator.allocate(100, 8);
            MemorySegment large = allocator.allocate(100_000, 8);
            Bytes.assertZero(small);
            Bytes.assertZero(large);
            allocator.free(small);
            allocator.free(large);
        }
    }

    @Test
    void refusalsAreCounted() {
        long before = allocator.stats().limits().failures();
        Refusals.assertTooMuch(1L << 60, () -> allocator.allocate(1L << 60));
        Refusals.assertTooMuch(1L << 61, () -> allocator.allocateAddress(1L << 61));
        assertEquals(before + 2, allocator.stats().limits().failures());
    }

    @Test
    void theErrorSaysWhatWasHeld() {
        MemorySegment block = allocator.allocate(1 << 20, 8);
        SpanStats held = allocator.stats();
        OffHeapMemoryError error =
                Refusals.assertTooMuch(1L << 60, () -> allocator.allocate(1L << 60));
        assertEquals(held.resident(), error.residentBytes(), "resident");
        assertEquals(held.reserved(), error.reservedBytes(), "reserved");
        allocator.free(block);
    }
}
