// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much users held, and what was resident when they held most. Nobody counts blocks as they come
 * and go; a span's slots are counted when its owner collects it, which it does when the slots have
 * run out and before it gives the span up, large blocks at once. Between these instants a block is
 * counted too late, and a free from another thread not yet. A cache keeps what it counted to itself
 * until that is worth an atomic operation.
 *
 * <pre>
 * bytes of the slots counted in spans + large blocks = bytes + what caches keep to themselves
 * </pre>
 */
final class Demand {

    /** What a cache keeps to itself is less. */
    static final long STEP = 64 << 10;

    private final MHeap heap;
    private final AtomicLong bytes = new AtomicLong();
    /** The most that was ever noted. A racy read of it only decides whether to look again. */
    private volatile long peak;
    /** Guarded by this object's monitor. */
    private long residentAtPeak;

    Demand(MHeap heap) {
        this.heap = heap;
    }

    /** Counts the slots of a span that its owner has just collected. */
    void count(Span span) {
        int taken = span.takenCount();
        MCache cache = span.owner;
        cache.uncounted += (long) (taken - span.counted) * span.slotSize;
        span.counted = taken;
        if (Math.abs(cache.uncounted) >= STEP) {
            settle(cache);
        }
    }

    /** Takes over what a cache has kept to itself. */
    void settle(MCache cache) {
        long more = cache.uncounted;
        cache.uncounted = 0;
        add(more);
    }

    /** Ends the count of a dead span. */
    void forget(Span span) {
        add(-(long) span.counted * span.slotSize);
        span.counted = 0;
    }

    /** Counts large blocks. */
    void add(long more) {
        long now = bytes.addAndGet(more);
        long last = peak;
        if (more > 0 && now - last > Math.max(STEP, last >> 6)) {
            note(now, heap.resident());
        }
    }

    /** Notes what users hold at an instant, and what is resident. */
    synchronized void note(long demand, long resident) {
        if (demand > peak) {
            peak = demand;
            residentAtPeak = resident;
        }
    }

    long bytes() {
        return bytes.get();
    }

    synchronized SpanStats.Peak peak() {
        return new SpanStats.Peak(peak, residentAtPeak);
    }
}
