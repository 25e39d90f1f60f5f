// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Exactly the segment is zeroed, whatever its size and address. */
@Timeout(60)
class ZerosTest {
    private static final byte DIRT = 0x55;

    @Test
    void everyByteOfTheSegmentIsZeroAndNoOther() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment all = arena.allocate(10_000, 8);
            for (long size : new long[] {0, 1, 7, 8, 9, 1023, 1024, 1025, 1031, 4096, 9001}) {
                for (long start = 64; start < 73; start++) {
                    all.fill(DIRT);
                    Zeros.fill(all.asSlice(start, size));
                    for (long at = 0; at < all.byteSize(); at++) {
                        byte expected = at < start || at >= start + size ? DIRT : 0;
                        assertEquals(expected, all.get(ValueLayout.JAVA_BYTE, at));
                    }
                }
            }
        }
    }

    @Test
    void whatHasEndedIsNotWritten() {
        for (long size : new long[] {10, 5000}) {
            MemorySegment ended;
            try (Arena arena = Arena.ofShared()) {
                ended = arena.allocate(size);
            }
            assertThrows(IllegalStateException.class, () -> Zeros.fill(ended));
        }
    }
}
