// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HeapMapPaletteTest {

    @Test
    void lightnessAloneTellsTheOrderOnLightAndOnDarkPages() {
        Matcher rules = Pattern.compile("\\.c(\\d+)\\{fill:#([0-9a-f]{6})}")
                .matcher(HeapMapPalette.css());
        double before = 0;
        int count = 0;
        while (rules.find()) {
            int expected = 1 + count++ % HeapMapPalette.CLASSES;
            assertEquals(expected, Integer.parseInt(rules.group(1)));
            double luminance = luminance(Integer.parseInt(rules.group(2), 16));
            assertTrue(expected == 1 || luminance > before, rules.group());
            before = luminance;
        }
        assertEquals(2 * HeapMapPalette.CLASSES, count);
    }

    @Test
    void aClassBeyondTheTableHasAColourToo() {
        assertEquals("c1", HeapMapPalette.name(0));
        assertEquals("c67", HeapMapPalette.name(99));
    }

    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8 & 255)
                + 0.0722 * linear(rgb & 255);
    }

    private static double linear(int level) {
        return Math.pow(level / 255.0, 2.2);
    }
}
