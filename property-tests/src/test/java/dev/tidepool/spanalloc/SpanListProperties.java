// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A list of spans is a list, at both its ends and in the middle. */
class SpanListProperties {

    private static final int CLASS = SizeClasses.of(64);

    @Property(tries = 200)
    void aListOfSpansIsAList(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 99) Integer> steps) {
        var list = new SpanList();
        List<Span> model = new ArrayList<>();
        for (int step : steps) {
            Span span = Bare.span(CLASS, Bare.owner());
            switch (step % 6) {
                case 0 -> {
                    list.addFirst(span);
                    model.addFirst(span);
                }
                case 1, 2 -> {
                    list.addLast(span);
                    model.addLast(span);
                }
                case 3 -> requireAlone(model.isEmpty() ? null : model.removeFirst(),
                        list.removeFirst());
                case 4 -> requireAlone(model.isEmpty() ? null : model.removeLast(),
                        list.removeLast());
                default -> {
                    if (!model.isEmpty()) {
                        Span some = model.remove(step % model.size());
                        list.remove(some);
                        requireAlone(some, some);
                    }
                }
            }
            check(model, list);
        }
    }

    private static void requireAlone(Span expected, Span removed) {
        assertSame(expected, removed);
        if (removed != null) {
            assertNull(removed.next);
            assertNull(removed.previous);
        }
    }

    private static void check(List<Span> model, SpanList list) {
        assertEquals(model, list.toList());
        assertEquals(model.size(), list.size());
        assertEquals(model.isEmpty(), list.isEmpty());
        assertSame(model.isEmpty() ? null : model.getFirst(), list.first());
        for (int i = 1; i < model.size(); i++) {
            assertSame(model.get(i - 1), model.get(i).previous);
        }
    }
}
