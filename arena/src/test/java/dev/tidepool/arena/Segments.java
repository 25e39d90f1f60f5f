// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.TreeMap;

/** Contents of segments, and where they lie. */
final class Segments {
    private static final int STEP = 1 << 16;
    private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[STEP]);
    private static final byte DIRT = (byte) 0xEE;

    private Segments() {}

    static void assertZero(MemorySegment segment) {
        for (long at = 0; at < segment.byteSize(); at += STEP) {
            MemorySegment part = segment.asSlice(at, Math.min(STEP, segment.byteSize() - at));
            long different = part.mismatch(ZEROS.asSlice(0, part.byteSize()));
            long where = at + different;
            assertEquals(-1, different, () -> "not zero at byte " + where + " of " + segment);
        }
    }

    static MemorySegment dirty(MemorySegment segment) {
        return segment.fill(DIRT);
    }

    static boolean isDirty(MemorySegment segment) {
        for (long at = 0; at < segment.byteSize(); at++) {
            if (segment.get(ValueLayout.JAVA_BYTE, at) == DIRT) {
                return true;
            }
        }
        return false;
    }

    /** Writes what {@link #assertStamped} looks for, different for each stamp in every word. */
    static MemorySegment stamp(MemorySegment segment, long stamp) {
        long at = 0;
        for (; at + 8 <= segment.byteSize(); at += 8) {
            segment.set(ValueLayout.JAVA_LONG_UNALIGNED, at, word(stamp, at));
        }
        for (; at < segment.byteSize(); at++) {
            segment.set(ValueLayout.JAVA_BYTE, at, (byte) stamp);
        }
        return segment;
    }

    static void assertStamped(MemorySegment segment, long stamp) {
        long at = 0;
        for (; at + 8 <= segment.byteSize(); at += 8) {
            if (segment.get(ValueLayout.JAVA_LONG_UNALIGNED, at) != word(stamp, at)) {
                throw new AssertionError("stamp " + stamp + " is lost at " + at + " of " + segment);
            }
        }
        for (; at < segment.byteSize(); at++) {
            if (segment.get(ValueLayout.JAVA_BYTE, at) != (byte) stamp) {
                throw new AssertionError("stamp " + stamp + " is lost at " + at + " of " + segment);
            }
        }
    }

    private static long word(long stamp, long at) {
        return stamp * 0x9E37_79B9_7F4A_7C15L + at;
    }

    static void assertAligned(MemorySegment segment, long byteAlignment) {
        assertEquals(0, segment.address() & byteAlignment - 1,
                () -> segment + " is not aligned to " + byteAlignment);
    }

    static boolean overlap(MemorySegment a, MemorySegment b) {
        return a.address() < b.address() + Math.max(1, b.byteSize())
                && b.address() < a.address() + Math.max(1, a.byteSize());
    }

    /** Intervals that must be apart; a size of 0 counts as a byte. */
    static final class Apart {
        private final TreeMap<Long, MemorySegment> all = new TreeMap<>();

        void add(MemorySegment segment) {
            long end = segment.address() + Math.max(1, segment.byteSize());
            Map.Entry<Long, MemorySegment> below = all.lowerEntry(end);
            assertTrue(below == null || !overlap(below.getValue(), segment),
                    () -> segment + " overlaps " + below.getValue());
            all.put(segment.address(), segment);
        }

        void remove(MemorySegment segment) {
            all.remove(segment.address());
        }
    }
}
