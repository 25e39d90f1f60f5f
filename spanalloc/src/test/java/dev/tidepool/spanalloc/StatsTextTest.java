// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatsTextTest {

    private static final String TEXT = StatsSamples.numbered("main").toText();

    @Test
    void thePartitionIsATableWithItsSum() {
        assertEquals("""
                # span allocator "main", profile HARDENED
                memory              bytes  % of reserved
                live            1 000 101           10.0
                rounding        2 000 103           20.0
                free slots            107            0.0
                tails                 109            0.0
                cached pages    3 000 113           30.0
                free resident         127            0.0
                released        4 000 469           40.0
                = sum          10 001 129          100.0
                reserved       10 001 129          100.0
                resident        6 000 660           60.0
                peak resident   9 000 139           90.0
                # the seven parts add up to what is reserved
                # 131 live blocks, 137 free slots in quarantine
                # at most 7 000 487 bytes were held, by 8 000 491 resident: 114.3 %
                """, TEXT.substring(0, TEXT.indexOf("\n\n") + 1));
    }

    @Test
    void everyNumberIsSomewhere() {
        for (int number : new int[] {131, 137, 149, 151, 157, 163, 167, 173, 179, 181, 191, 199,
            211, 223, 233, 239, 241, 251, 257, 263, 269, 271, 277, 281, 283, 293, 307, 313, 317,
            331, 337, 347, 349, 353, 359, 367, 373, 379, 383, 389, 397, 401, 421, 431, 433, 439,
            449, 457, 461, 463, 503, 509, 521, 523, 541, 547, 557, 900, 901, 902, 903, 904, 905}) {
            assertTrue(TEXT.matches("(?s).*\\b" + number + "\\b.*"), number + " is missing");
        }
        assertTrue(TEXT.contains("193.000 ms"), TEXT);
        assertTrue(TEXT.contains("227.000"), TEXT);
        assertTrue(TEXT.contains("409.000"), TEXT);
    }

    @Test
    void aLimitThatIsNotSetReadsNone() {
        assertEquals(List.of("limits  bytes  hits", "soft      167   173", "hard     none   179"),
                linesFrom("limits", 3));
    }

    @Test
    void aSizeClassShowsHowFullItIs() {
        List<String> lines = linesFrom("size class", 3);
        assertTrue(lines.get(0).contains("slot, bytes  spans  slots  live blocks  occupancy, %"));
        assertTrue(lines.get(1).matches("large +- +239 +257 +263 +102\\.3 .*"), lines.get(1));
        assertTrue(lines.get(2).matches("48 +281 +283 +313 +3 +1\\.0 .*"), lines.get(2));
    }

    @Test
    void aSizeClassShowsWhatItDidAndItsMeanRequest() {
        List<String> lines = linesFrom("work of a class", 3);
        assertTrue(lines.get(1).matches("large +1 +421 +431 +433 +439 +503 .* 557"), lines.get(1));
        assertTrue(lines.get(2).matches("48 +439 +449 +457 +461 +463 .*"), lines.get(2));
    }

    @Test
    void freeRunsEndWithTheLongest() {
        assertEquals(List.of("free runs  pages  count", "              1+    389",
                "              2+      0", "              4+    397", ""),
                linesFrom("free runs", 5));
    }

    @Test
    void aCacheShowsHowOftenItServedItself() {
        assertTrue(linesFrom("cache ", 2).get(1).matches("1 .* 359 +24\\.8 +main"), TEXT);
    }

    @Test
    void allLinesOfATableAreOfOneWidth() {
        for (String section : TEXT.split("\n\n")) {
            if (section.startsWith("cache")) {
                continue;
            }
            assertEquals(1, section.lines().filter(line -> !line.startsWith("#"))
                    .map(String::length).distinct().count(), section);
        }
    }

    @Test
    void aNameNeverBreaksALine() {
        String text = StatsSamples.numbered(StatsSamples.NASTY + "\ud83d\u202e").toText();
        assertEquals(TEXT.lines().count(), text.lines().count());
        assertTrue(text.contains("q\"b\\s/"), text);
        assertTrue(text.contains("\u6f22\ud83d\ude00\ufffd\ufffd"), text);
        assertFalse(text.chars().anyMatch(c -> c < 0x20 && c != '\n' || c == 0x2028));
    }

    @Test
    void anAllocatorThatHasDoneNothingHasATableToo() {
        String text = StatsSamples.empty().toText();
        assertTrue(text.contains("reserved           0              -"), text);
        assertEquals(4, Arrays.stream(text.split("\n")).filter("# none"::equals).count());
    }

    @Test
    void aPartitionThatDoesNotAddUpIsAdmitted() {
        SpanStats sound = StatsSamples.empty();
        SpanStats broken = new SpanStats("", Profile.BALANCED, 8192, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                sound.pages(), sound.limits(), sound.scavenger(), sound.detections(),
                sound.sizeClasses(), sound.caches(), sound.peak());
        assertTrue(broken.toText().contains("do not add up"), broken.toText());
    }

    private static List<String> linesFrom(String start, int count) {
        return TEXT.lines().dropWhile(line -> !line.startsWith(start)).limit(count).toList();
    }
}
