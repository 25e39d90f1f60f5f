// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Large blocks that were freed lately, for reuse without a search for pages, last in first out by
 * the power of two of their pages; bounded in bytes and in age.
 */
final class LargeCache {

    private static final int LOOKED_AT = 8;

    private final long capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final @Nullable Span[] heads = new Span[Integer.SIZE];
    private long bytes;

    LargeCache(long capacity) {
        this.capacity = capacity;
    }

    /** Takes an idle block of as many pages, or up to an eighth more. */
    @Nullable Span take(int pages) {
        lock.lock();
        try {
            Span previous = null;
            Span span = heads[list(pages)];
            for (int i = 0; span != null && i < LOOKED_AT; i++) {
                if (span.pages >= pages && span.pages <= pages + pages / 8) {
                    unlink(previous, span);
                    return span;
                }
                previous = span;
                span = span.next;
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether there was room for an idle block} */
    boolean offer(Span span, long now) {
        lock.lock();
        try {
            if (bytes + span.bytes() > capacity) {
                return false;
            }
            bytes += span.bytes();
            span.idleSince = now;
            span.next = heads[list(span.pages)];
            heads[list(span.pages)] = span;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Removes the blocks that have been idle since then or longer. */
    List<Span> drain(long since) {
        List<Span> drained = new ArrayList<>();
        lock.lock();
        try {
            for (int list = 0; list < heads.length; list++) {
                Span previous = null;
                for (Span span = heads[list]; span != null; ) {
                    Span next = span.next;
                    if (span.idleSince - since <= 0) {
                        unlink(previous, span);
                        drained.add(span);
                    } else {
                        previous = span;
                    }
                    span = next;
                }
            }
        } finally {
            lock.unlock();
        }
        return drained;
    }

    /**
     * {@return all idle blocks}
     *
     * @throws IllegalStateException if one is in a wrong list, or their bytes are not as counted
     */
    List<Span> checkedSpans() {
        List<Span> all = new ArrayList<>();
        lock.lock();
        try {
            long sum = 0;
            for (int list = 0; list < heads.length; list++) {
                for (Span span = heads[list]; span != null; span = span.next) {
                    sum += span.bytes();
                    all.add(span);
                    if (list(span.pages) != list) {
                        throw new IllegalStateException("idle in list " + list + ": " + span);
                    }
                }
            }
            if (sum != bytes || sum > capacity) {
                throw new IllegalStateException(
                        sum + " bytes idle, counted " + bytes + ", at most " + capacity);
            }
        } finally {
            lock.unlock();
        }
        return all;
    }

    private void unlink(@Nullable Span previous, Span span) {
        if (previous == null) {
            heads[list(span.pages)] = span.next;
        } else {
            previous.next = span.next;
        }
        span.next = null;
        bytes -= span.bytes();
    }

    private static int list(int pages) {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(pages);
    }
}
