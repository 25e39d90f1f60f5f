// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.internal.BlockAccess;
import dev.tidepool.spanalloc.internal.NativeAccess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the arena module does with an allocator. */
class BlockAccessTest {

    private static final BlockAccess<SpanAllocator> ACCESS =
            BlockAccess.of(SpanAllocator.class);
    private static final long[] SIZES = {0, 1, 8, 16, 100, 4096, 5000, 32768, 32769, 1 << 20};

    @ParameterizedTest
    @EnumSource
    void whatIsSaidToBeZeroIsZeroInEachProfile(Profile profile) {
        try (var allocator = SpanAllocator.builder().profile(profile).build()) {
            int zero = 0;
            for (int round = 0; round < 40; round++) {
                List<Long> taken = new ArrayList<>();
                for (long size : SIZES) {
                    for (long alignment = 1; alignment <= 16384; alignment *= 8) {
                        long block = ACCESS.take(allocator, size, alignment);
                        long address = block & -2;
                        assertEquals(0, address % Math.max(8, alignment));
                        MemorySegment memory =
                                NativeAccess.segment(address, size, Arena.global());
                        if (block != address) {
                            zero++;
                            assertTrue(isZero(memory), profile + " " + size);
                        }
                        memory.fill((byte) 0xAA);
                        taken.add(address);
                    }
                }
                taken.forEach(allocator::freeAddress);
            }
            assertTrue(zero > 0 || profile == Profile.DEBUG);
            assertEquals(0, allocator.stats().liveBlocks());
        }
    }

    private static boolean isZero(MemorySegment memory) {
        for (long i = 0; i < memory.byteSize(); i++) {
            if (memory.get(ValueLayout.JAVA_BYTE, i) != 0) {
                return false;
            }
        }
        return true;
    }

    @Test
    void anAllocatorWithATenantStaysOpen() {
        var allocator = SpanAllocator.create();
        ACCESS.enlist(allocator, "the tenant");
        ACCESS.enlist(allocator, "another");
        String message = assertThrows(IllegalStateException.class, allocator::close).getMessage();
        assertTrue(message.contains("the tenant"), message);
        allocator.freeAddress(allocator.allocateAddress(10));
        ACCESS.dismiss(allocator, "the tenant");
        assertThrows(IllegalStateException.class, allocator::close);
        ACCESS.dismiss(allocator, "another");
        allocator.close();
        allocator.close();
        assertThrows(IllegalStateException.class, () -> ACCESS.enlist(allocator, "late"));
        assertThrows(IllegalStateException.class, () -> ACCESS.take(allocator, 10, 1));
    }

    @Test
    void impossibleSizesAreRefusedAsElsewhere() {
        try (var allocator = SpanAllocator.create()) {
            assertThrows(OffHeapMemoryError.class, () -> ACCESS.take(allocator, Long.MAX_VALUE, 1));
            assertThrows(OffHeapMemoryError.class, () -> ACCESS.take(allocator, 1, 1L << 62));
        }
    }
}
