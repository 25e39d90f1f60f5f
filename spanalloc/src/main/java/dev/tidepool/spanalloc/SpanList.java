// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Spans of a class, linked through their own fields; guarded as its holder is. */
final class SpanList {

    private @Nullable Span first;
    private @Nullable Span last;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void addFirst(Span span) {
        Span head = first;
        span.previous = null;
        span.next = head;
        if (head == null) {
            last = span;
        } else {
            head.previous = span;
        }
        first = span;
        size++;
    }

    void addLast(Span span) {
        Span tail = last;
        span.previous = tail;
        span.next = null;
        if (tail == null) {
            first = span;
        } else {
            tail.next = span;
        }
        last = span;
        size++;
    }

    @Nullable Span removeFirst() {
        Span span = first;
        if (span != null) {
            remove(span);
        }
        return span;
    }

    @Nullable Span removeLast() {
        Span span = last;
        if (span != null) {
            remove(span);
        }
        return span;
    }

    /** Removes a span of this list. */
    void remove(Span span) {
        Span before = span.previous;
        Span after = span.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        span.previous = null;
        span.next = null;
        size--;
    }

    @Nullable Span first() {
        return first;
    }

    List<Span> toList() {
        var list = new ArrayList<Span>(size);
        for (Span span = first; span != null; span = span.next) {
            list.add(span);
        }
        return list;
    }
}
