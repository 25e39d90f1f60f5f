// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Freed slots and large blocks that wait for their reuse, first in first out, bounded in bytes. */
final class Quarantine {

    private final long capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private long bytes;

    /** A slot of a span, which is the same as another if the span is the same object. */
    record Waiting(Span span, int slot) {}

    Quarantine(long capacity) {
        this.capacity = capacity;
    }

    /** {@return whether a block is small enough not to drive out most others} */
    boolean fits(long byteSize) {
        return byteSize <= capacity / 2;
    }

    void add(Span span, int slot) {
        lock.lock();
        try {
            queue.add(new Waiting(span, slot));
            bytes += span.usable();
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
            bytes -= waiting.span().usable();
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /**
     * {@return what waits} Nobody may be inside.
     *
     * @throws IllegalStateException if a block waits twice, a slot is not both taken and freed by
     *     its user, a large block is not idle, or their bytes are not as counted
     */
    List<Waiting> checked() {
        lock.lock();
        try {
            var seen = new HashSet<Waiting>();
            long sum = 0;
            for (Waiting waiting : queue) {
                Span span = waiting.span();
                SlotNotes notes = span.notes;
                sum += span.usable();
                boolean freed = span.isLarge()
                        ? span.state() == Span.IDLE
                        : span.isTaken(waiting.slot())
                                && notes != null && notes.isFree(waiting.slot());
                if (!seen.add(waiting) || !freed) {
                    throw new IllegalStateException("wrongly in quarantine: " + waiting);
                }
            }
            if (sum != bytes || sum > capacity) {
                throw new IllegalStateException(
                        sum + " bytes wait, counted " + bytes + ", at most " + capacity);
            }
            return List.copyOf(queue);
        } finally {
            lock.unlock();
        }
    }
}
