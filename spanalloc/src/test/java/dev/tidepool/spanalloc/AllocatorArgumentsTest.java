// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Sizes and alignments that mean nothing, and null. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.spanalloc.Setting#all")
class AllocatorArgumentsTest extends AllocatorContract {
    private static final long[] NEGATIVE = {-1, -8, -8192, Integer.MIN_VALUE, Long.MIN_VALUE};
    private static final long[] NO_POWER_OF_TWO = {
        0, -1, -8, 3, 6, 100, 4097, (1L << 40) + 1, Long.MAX_VALUE, Long.MIN_VALUE
    };

    private static void assertRefused(long named, Executable call) {
        Refusals.assertSays(assertThrows(IllegalArgumentException.class, call), "" + named);
    }

    @Test
    void aNegativeSizeIsRefused() {
        MemorySegment block = allocator.allocate(100, 8);
        for (long size : NEGATIVE) {
            assertRefused(size, () -> allocator.allocate(size));
            assertRefused(size, () -> allocator.allocate(size, 8));
            assertRefused(size, () -> allocator.allocateUninitialized(size, 8));
            assertRefused(size, () -> allocator.allocateAddress(size));
            assertRefused(size, () -> allocator.reallocate(block, size));
        }
        Accounts.assertLive(allocator, 1, 100);
        allocator.free(block);
    }

    @Test
    void anAlignmentThatIsNoPowerOfTwoIsRefused() {
        for (long alignment : NO_POWER_OF_TWO) {
            assertRefused(alignment, () -> allocator.allocate(100, alignment));
            assertRefused(alignment, () -> allocator.allocate(0, alignment));
            assertRefused(alignment, () -> allocator.allocateUninitialized(100, alignment));
        }
    }

    @Test
    void badArgumentsAreSaidBeforeAnImpossibleSize() {
        assertRefused(3, () -> allocator.allocate(Long.MAX_VALUE, 3));
        assertRefused(-1, () -> allocator.allocate(-1, 1L << 62));
        assertThrows(IllegalArgumentException.class, () -> allocator.allocate(-1, 3));
    }

    @Test
    void aNegativeSizeIsSaidBeforeABadBlock() {
        MemorySegment block = allocator.allocate(100, 8);
        assertRefused(-1, () -> allocator.reallocate(null, -1));
        assertRefused(-7, () -> allocator.reallocate(MemorySegment.ofArray(new byte[8]), -7));
        assertRefused(-9, () -> allocator.reallocate(block.asSlice(8), -9));
        allocator.free(block);
        assertRefused(-5, () -> allocator.reallocate(block, -5));
    }

    @Test
    void aMissingBlockIsRefused() {
        assertThrows(NullPointerException.class, () -> allocator.free(null));
        assertThrows(NullPointerException.class, () -> allocator.reallocate(null, 0));
        assertThrows(NullPointerException.class, () -> allocator.reallocate(null, Long.MAX_VALUE));
        assertThrows(NullPointerException.class, () -> allocator.usableSize(null));
    }

    @Test
    void badOptionsAreRefused() {
        SpanAllocator.Builder builder = SpanAllocator.builder();
        assertThrows(NullPointerException.class, () -> builder.profile(null));
        assertThrows(NullPointerException.class, () -> builder.pageSource(null));
        assertThrows(NullPointerException.class, () -> builder.name(null));
        assertThrows(NullPointerException.class, () -> builder.decay(null));
        assertThrows(NullPointerException.class, () -> builder.onLeak(null));
        assertRefused(-1, () -> builder.softLimit(-1));
        assertRefused(-1, () -> builder.hardLimit(-1));
        assertThrows(IllegalArgumentException.class, () -> builder.decay(Duration.ofNanos(-1)));
    }
}
