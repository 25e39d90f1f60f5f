// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SizeClassesTest {

    @Test
    void theTableIsTheOneOfTheResource() throws IOException {
        List<String> rows = rows();
        assertEquals("class,bytes_per_object,bytes_per_span,objects,tail_waste,"
                + "max_waste_percent,min_align", rows.getFirst());
        assertEquals(SizeClasses.COUNT + 1, rows.size());
        for (int c = 0; c < SizeClasses.COUNT; c++) {
            assertEquals(rows.get(c + 1), row(c));
        }
    }

    @Test
    void theMagicFactorDividesEveryOffsetOfEverySpan() {
        for (int c = 1; c < SizeClasses.COUNT; c++) {
            long magic = SizeClasses.magic(c);
            int size = SizeClasses.slotSize(c);
            for (long offset = 0; offset <= spanBytes(c); offset++) {
                assertEquals(offset / size, (offset * magic) >>> 32);
            }
        }
    }

    @Test
    void theLargestOffsetTimesTheFactorFitsALong() {
        for (int c = 1; c < SizeClasses.COUNT; c++) {
            assertTrue(SizeClasses.magic(c) > 0 && SizeClasses.magic(c) <= 1 << 29);
        }
    }

    @Test
    void everySizeGetsTheSmallestClassThatHoldsIt() {
        for (int size = 0; size <= SizeClasses.MAX_SMALL; size++) {
            assertEquals(search(1, size, 1), SizeClasses.of(size), "size " + size);
        }
    }

    @Test
    void addressesOfSixteenBytesAndMoreAreAlignedToSixteen() {
        for (int size = 0; size <= SizeClasses.MAX_SMALL; size++) {
            int expected = search(1, size, size < 16 ? 1 : 16);
            assertEquals(expected, SizeClasses.forAddress(size), "size " + size);
        }
        assertEquals(32, SizeClasses.slotSize(SizeClasses.forAddress(17)));
        assertEquals(32, SizeClasses.slotSize(SizeClasses.forAddress(24)));
    }

    @Test
    void everySizeAtEveryAlignmentGetsTheSmallestClassThatHoldsIt() {
        for (int shift = 0; shift < Long.SIZE - 1; shift++) {
            long byteAlignment = 1L << shift;
            int lastSize = -1;
            int expected = -1;
            for (int size = 0; size <= SizeClasses.MAX_SMALL; size++) {
                int from = SizeClasses.of(size);
                if (lastSize < 0 || from != SizeClasses.of(lastSize)) {
                    expected = search(from, size, byteAlignment);
                }
                lastSize = size;
                assertEquals(expected, SizeClasses.aligned(from, byteAlignment));
            }
        }
    }

    @Test
    void alignmentsBeyondAPageAreForPages() {
        for (int c = 0; c < SizeClasses.COUNT; c++) {
            assertEquals(0, SizeClasses.aligned(c, 16384));
            assertEquals(0, SizeClasses.aligned(c, 1L << 62));
        }
    }

    @Test
    void largeBlocksStayLarge() {
        for (int shift = 0; shift < Long.SIZE - 1; shift++) {
            assertEquals(0, SizeClasses.aligned(0, 1L << shift));
        }
        assertEquals(0, SizeClasses.magic(0));
    }

    private static int search(int from, int size, long byteAlignment) {
        for (int c = from; c < SizeClasses.COUNT; c++) {
            if (SizeClasses.slotSize(c) >= size && SizeClasses.minAlign(c) >= byteAlignment) {
                return c;
            }
        }
        return 0;
    }

    private static String row(int c) {
        return c + "," + SizeClasses.slotSize(c) + "," + spanBytes(c) + "," + SizeClasses.slots(c)
                + "," + SizeClasses.tail(c) + "," + maxWastePercent(c)
                + "," + SizeClasses.minAlign(c);
    }

    /** What is lost if every slot of a span holds the smallest block of the class. */
    private static String maxWastePercent(int c) {
        double percent = 0;
        if (c > 0) {
            int smallest = SizeClasses.slotSize(c - 1) + 1;
            int lost = spanBytes(c) - SizeClasses.slots(c) * smallest;
            percent = 100.0 * lost / spanBytes(c);
        }
        return String.format(Locale.ROOT, "%.2f", percent);
    }

    private static int spanBytes(int c) {
        return SizeClasses.spanPages(c) * SizeClasses.PAGE_BYTES;
    }

    private static List<String> rows() throws IOException {
        var stream = SizeClassesTest.class.getResourceAsStream("/size-classes.csv");
        assertNotNull(stream, "size-classes.csv is not on the path");
        try (var reader = new BufferedReader(
                new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}
