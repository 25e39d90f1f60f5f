// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;

/** What lies around the words that other threads write, in spans of one word and of more. */
class OwnerWordsLayoutTest {

    private static final int LINE = 64;
    private static final Set<String> SHARED = Set.of("remote", "state");
    /** Behind the shared words, but for large blocks, lists and refills only. */
    private static final Set<String> SELDOM = Set.of("region", "pages", "classId", "zeroed",
            "largeBytes", "notes", "next", "previous", "bucket", "idleSince");

    private static Span span(int byteSize) {
        int classId = SizeClasses.of(byteSize);
        var range = new PageRange(Region.NONE, 1 << 20, SizeClasses.spanPages(classId), true);
        return new Span(range, classId, new MCache());
    }

    private static long end(FieldLayout field) {
        return field.offset() + field.size();
    }

    /** A field that a fast path writes or reads may not join them behind the gap unseen. */
    @Test
    void besideTheSharedWordsLiesNothingOfAFastPath() {
        ClassLayout layout = ClassLayout.parseClass(Span.class);
        long start = layout.fields().stream().filter(field -> SHARED.contains(field.name()))
                .mapToLong(FieldLayout::offset).min().orElseThrow();
        for (FieldLayout field : layout.fields()) {
            boolean near = end(field) > start - LINE
                    && !field.hostClass().endsWith("Gap");
            assertTrue(!near || SHARED.contains(field.name()) || SELDOM.contains(field.name()),
                    () -> field + "\n" + layout.toPrintable());
        }
    }

    /** Else who frees elsewhere would take two lines for one free. */
    @Test
    void theSharedWordsLieTogether() {
        ClassLayout layout = ClassLayout.parseClass(Span.class);
        var shared = layout.fields().stream()
                .filter(field -> SHARED.contains(field.name())).toList();
        assertEquals(SHARED.size(), shared.size());
        long first = shared.stream().mapToLong(FieldLayout::offset).min().orElseThrow();
        long last = shared.stream().mapToLong(OwnerWordsLayoutTest::end).max().orElseThrow();
        assertTrue(last - first <= 16, layout::toPrintable);
    }

    /** A line on each side, wherever the collector puts the arrays. */
    @ParameterizedTest
    @ValueSource(ints = {8, 16, 24, 32, 48, 64, 80, 96, 112})
    void theWordsOfOthersAreALineAwayFromAllElse(int byteSize) {
        Span span = span(byteSize);
        long[] others = Objects.requireNonNull(span.others);
        long[] many = Objects.requireNonNull(span.many);
        assertEquals(2 * span.words(), many.length, "the owner's words are a pair each");
        while (span.take() >= 0 || span.advance()) {
            // until all slots are taken
        }
        for (int slot = 0; slot < span.slots; slot++) {
            assertTrue(span.freeRemote(slot));
        }
        int first = 0;
        while (others[first] == 0) {
            first++;
        }
        int last = others.length - 1;
        while (others[last] == 0) {
            last--;
        }
        assertEquals(span.words(), last - first + 1, "words");
        int front = first * Long.BYTES;
        assertTrue(front >= LINE, () -> "bytes in front: " + front);
        int behind = (others.length - 1 - last) * Long.BYTES;
        assertTrue(behind >= LINE, () -> "bytes behind: " + behind);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 1024, 4096, 32_768})
    void aSpanOfOneWordHasNoArraysOfWords(int byteSize) {
        Span span = span(byteSize);
        assertTrue(span.many == null && span.others == null);
    }
}
