// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleOfThumbTest {

    private static Row row(double nanos, double bytes) {
        return new Row(nanos, nanos * 0.9, nanos * 1.1, bytes, 0, 0);
    }

    /** A fresh object costs a tenth of a nanosecond for each byte, a pooled one 5 ns. */
    private static List<ThumbRow> rows() {
        List<ThumbRow> rows = new ArrayList<>();
        for (int bytes = 16; bytes <= 4096; bytes *= 2) {
            Row local = row(1, bytes <= 64 ? 0 : bytes);
            rows.add(new ThumbRow(Shape.BYTES, bytes, local, row(bytes / 10.0, bytes),
                    row(5, 0), row(5 + bytes / 20.0, 0)));
        }
        return rows;
    }

    @Test
    void theSummarySaysWhereAPoolBeginsToPay() {
        assertEquals("""
                byte[]: where it escapes a pool pays from 256 B, with clearing at no size; the JIT \
                removes a local one up to 64 B.
                  128 B to 2 KiB: pays at 4 of 5 sizes; other sizes: 1 of 4 sizes.
                """, RuleOfThumb.summary(Shape.BYTES, rows()));
    }

    @Test
    void everySizeHasALine() {
        String text = RuleOfThumb.text(rows());
        assertTrue(text.contains("| byte[] | 16 B "), text);
        assertTrue(text.contains("| byte[] | 4 KiB "), text);
    }

    @Test
    void theObjectsHaveTheSizeTheyClaim() throws Exception {
        try (Laboratory laboratory = new Laboratory(
                System.getProperty("java.class.path"), new Settings(1, 2, 1, 20, 2, 20),
                what -> {})) {
            List<ThumbRow> rows = RuleOfThumb.measure(laboratory, 1024, 1024);
            assertEquals(1024, rows.getFirst().fresh().bytes(), 8);
            assertTrue(rows.getLast().fresh().bytes() <= 1024, rows::toString);
            assertTrue(rows.getLast().fresh().bytes() > 512, rows::toString);
        }
    }
}
