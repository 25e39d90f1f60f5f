// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void threeDigitsAreEnough() {
        assertEquals(List.of("0.00", "0.00012", "0.012", "0.500", "8.00", "12.3", "123", "12 346"),
                List.of(0.0, 0.000123, 0.0123, 0.5, 8.0, 12.34, 123.4, 12345.6).stream()
                        .map(Text::significant).toList());
    }

    @Test
    void smallCountsAreExactAndLargeOnesShort() {
        assertEquals("999 999", Text.number(999_999));
        assertEquals("2.64 M", Text.number(2_640_341));
        assertEquals("1.50 G", Text.number(1_500_000_000));
    }

    @Test
    void aMissIsNeverRoundedAway() {
        assertEquals("100.0", Text.percent(1));
        assertEquals("99.9999", Text.percent(1 - 1e-9));
        assertEquals("94.3", Text.percent(0.943));
        assertEquals("0.0", Text.percent(0));
    }

    @Test
    void longListsAreCut() {
        assertEquals("a, b", Text.someOf(List.of("a", "b")));
        String cut = Text.someOf(Collections.nCopies(25, "x"));
        assertEquals("x" + ", x".repeat(19) + " and 5 more", cut);
    }

    @Test
    void sizesHaveTheUnitThatFits() {
        assertEquals(List.of("1 byte", "9 999 bytes", "425 kB", "59.3 MB"),
                List.of(1L, 9_999L, 425_123L, 59_300_000L).stream().map(Text::size).toList());
    }

    @Test
    void oneIsSingular() {
        assertEquals("1 text file", Text.count(1, "text file"));
        assertEquals("2 text files", Text.count(2, "text file"));
    }
}
