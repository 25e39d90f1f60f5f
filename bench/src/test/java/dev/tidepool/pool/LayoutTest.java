// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;

/** Whether what one thread writes often can share a cache line with anything else. */
class LayoutTest {

    private static final int TWO_LINES = 128;

    @ParameterizedTest
    @ValueSource(classes = {Cache.Padded.class, Tally.Padded.class, Magazine.Padded.class})
    void hotFieldsHaveTwoCacheLinesOnBothSides(Class<?> type) {
        ClassLayout layout = ClassLayout.parseClass(type);
        List<FieldLayout> hot = layout.fields().stream()
                .filter(field -> !field.name().matches("[fb]\\d\\d|gap")).toList();
        assertTrue(hot.size() >= 4, layout.toPrintable());
        for (FieldLayout field : hot) {
            long behind = layout.instanceSize() - (field.offset() + field.size());
            assertTrue(field.offset() >= TWO_LINES && behind >= TWO_LINES,
                    field + "\n" + layout.toPrintable());
        }
    }

    @Test
    void aPaddedObjectTakesNoMoreThanItsFieldsAndFourLines() {
        assertTrue(ClassLayout.parseClass(Cache.Padded.class).instanceSize() <= 384);
        assertTrue(ClassLayout.parseClass(Tally.Padded.class).instanceSize() <= 320);
    }
}
