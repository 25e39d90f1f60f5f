// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Freed slots that wait for their reuse, first in first out, bounded in bytes. */
final class Quarantine {

    private final long capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private long bytes;

    /** A slot of a span. */
    record Waiting(Span span, int slot) {}

    Quarantine(long capacity) {
        this.capacity = capacity;
    }

    void add(Span span, int slot) {
        lock.lock();
        try {
            queue.add(new Waiting(span, slot));
            bytes += span.slotSize;
        } finally {
            lock.unlock();
        }
    }

    /**
     * {@return the slot that has waited longest; null if there is none}
     *
     * @param anyway whether also if there is room for more
     */
    @Nullable Waiting next(boolean anyway) {
        lock.lock();
        try {
            if (queue.isEmpty() || (!anyway && bytes <= capacity)) {
                return null;
            }
            Waiting waiting = queue.remove();
            bytes -= waiting.span().slotSize;
            return waiting;
        } finally {
            lock.unlock();
        }
    }
}
