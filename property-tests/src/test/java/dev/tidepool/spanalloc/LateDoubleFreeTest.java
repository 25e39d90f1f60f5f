// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A block that its owner and another thread freed at the same instant: both looked before either
 * set its bit, as {@link DoubleFreeLincheckTest} shows. The owner finds out, at its next collect or
 * reuse: it counts the second free, and the slot has one next holder.
 */
class LateDoubleFreeTest {

    private static final int MANY_WORDS = 96;
    private static final int ONE_WORD = 4096;

    private static Span freedByBoth(int byteSize) {
        Span span = Bare.span(SizeClasses.of(byteSize), Bare.owner());
        while (span.take() >= 0 || span.advance()) {
            // until all slots are taken
        }
        span.freeRemote(0);
        if (span.many == null) {
            span.freed |= 1;
        } else {
            span.many[1] |= 1;
        }
        return span;
    }

    @ParameterizedTest
    @ValueSource(ints = {ONE_WORD, MANY_WORDS})
    void isCountedWhenTheOwnerCollects(int byteSize) {
        Span span = freedByBoth(byteSize);
        long allocations = span.allocations();
        assertEquals(1, span.collect());
        assertEquals(allocations, span.allocations());
        assertEquals(span.slots - 1, span.takenSlots());
        span.checkInvariants();
        assertEquals(0, span.collect());
    }

    /** The owner reuses what it freed itself without a collect. */
    @Test
    void hasOneNextHolder() {
        Span span = freedByBoth(ONE_WORD);
        int late = 0;
        int slot = span.take();
        if (slot < 0) {
            late = span.collect();
            slot = span.take();
        }
        assertEquals(0, slot);
        late += span.collect();
        assertEquals(-1, span.take(), "the slot is handed out while somebody holds it");
        assertEquals(span.slots, span.takenSlots());
        assertEquals(1, late);
    }
}
