// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;

/** Whether what the owner of a span writes shares a cache line with what others write. */
class SpanLayoutTest {

    private static final int LINE = 64;
    /** Written for each block by the owner. */
    private static final Set<String> OWNERS =
            Set.of("alloc", "freed", "wordSlot", "collected", "owner", "ownerId", "segments");
    /** Read by everybody on the way to a slot, and never written. */
    private static final Set<String> CONSTANT = Set.of(
            "base", "slotSize", "slots", "magic", "slack", "end", "many", "others", "requested");
    private static final Set<String> OTHERS = Set.of("remote", "state");

    private static List<FieldLayout> fields(ClassLayout layout, Set<String> names) {
        List<FieldLayout> found = layout.fields().stream()
                .filter(field -> names.contains(field.name())).toList();
        assertTrue(found.size() == names.size(), () -> names + " in " + layout.toPrintable());
        return found;
    }

    @Test
    void whatOthersWriteIsALineAwayFromWhatTheOwnerWrites() {
        ClassLayout layout = ClassLayout.parseClass(Span.class);
        long ownersEnd = fields(layout, OWNERS).stream()
                .mapToLong(field -> field.offset() + field.size()).max().orElseThrow();
        long othersStart = fields(layout, OTHERS).stream()
                .mapToLong(FieldLayout::offset).min().orElseThrow();
        assertTrue(othersStart - ownersEnd >= LINE, layout::toPrintable);
    }

    /** Else each free elsewhere would cost the others the size of a slot as well. */
    @Test
    void theConstantsAreNotBesideWhatOthersWrite() {
        ClassLayout layout = ClassLayout.parseClass(Span.class);
        List<FieldLayout> others = fields(layout, OTHERS);
        for (FieldLayout constant : fields(layout, CONSTANT)) {
            for (FieldLayout other : others) {
                assertTrue(other.offset() - (constant.offset() + constant.size()) >= LINE,
                        () -> constant + " and " + other + "\n" + layout.toPrintable());
            }
        }
    }

    @Test
    void theOwnersFieldsOfAFastPathLieWithinTwoLines() {
        ClassLayout layout = ClassLayout.parseClass(Span.class);
        for (FieldLayout field : fields(layout, OWNERS)) {
            assertTrue(field.offset() + field.size() <= 2 * LINE, layout::toPrintable);
        }
    }

    @Test
    void aSpanTakesNoMoreThanFourLines() {
        ClassLayout span = ClassLayout.parseClass(Span.class);
        assertTrue(span.instanceSize() <= 4 * LINE, span::toPrintable);
    }

    @Test
    void aCacheTakesItsSpansAndTwoLines() {
        ClassLayout cache = ClassLayout.parseClass(MCache.class);
        assertTrue(cache.instanceSize() <= 2 * LINE, cache::toPrintable);
    }
}
