// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What one thread allocated and freed, and if asked how long some of its calls took. Only its
 * thread writes; anybody may read, and sees numbers of a moment ago. A block freed by another
 * thread than its allocator leaves one tally too high and the other too low: only the sum means
 * something.
 */
final class Tally {

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    // In the middle of an array, so that two threads' tallies share no cache line.
    private static final int LIVE = 16;
    private static final int CALLS = 17;
    private static final int UNTIL_SAMPLE = 18;
    private static final int LENGTH = 35;

    private static final long NEVER = Long.MAX_VALUE;
    private static final long NOT_TIMED = Long.MIN_VALUE;

    private final long[] cells = new long[LENGTH];
    private final @Nullable Latency latency;

    Tally() {
        this(null, 0);
    }

    /**
     * Makes a tally that times every {@value Latency#STRIDE}st call.
     *
     * @param latency where to; null to time nothing
     * @param phase differs between tallies, so that short-lived threads are sampled too
     */
    Tally(@Nullable Latency latency, int phase) {
        this.latency = latency;
        cells[UNTIL_SAMPLE] = latency == null ? NEVER : 1 + phase % Latency.STRIDE;
    }

    long allocate(Subject subject, Store store, int place, long size) {
        long start = start();
        long address = subject.allocate(store, place, size);
        allocated(size, start);
        return address;
    }

    /** As {@link Subject#allocateAligned}. */
    long allocate(Subject subject, Store store, int place, long size, long alignment) {
        long start = start();
        long address = subject.allocateAligned(store, place, size, alignment);
        allocated(size, start);
        return address;
    }

    long allocateZeroed(Subject subject, Store store, int place, long size) {
        long start = start();
        long address = subject.allocateZeroed(store, place, size);
        allocated(size, start);
        return address;
    }

    void free(Subject subject, Store store, int place, long size) {
        long start = start();
        subject.free(store, place);
        if (start != NOT_TIMED && latency != null) {
            latency.freed(System.nanoTime() - start);
        }
        freed(size);
    }

    private long start() {
        if (--cells[UNTIL_SAMPLE] > 0) {
            return NOT_TIMED;
        }
        cells[UNTIL_SAMPLE] = Latency.STRIDE;
        return System.nanoTime();
    }

    private void allocated(long size, long start) {
        if (start != NOT_TIMED && latency != null) {
            latency.allocated(System.nanoTime() - start);
        }
        allocated(size);
    }

    void allocated(long size) {
        CELL.setOpaque(cells, LIVE, cells[LIVE] + size);
        CELL.setOpaque(cells, CALLS, cells[CALLS] + 1);
    }

    void freed(long size) {
        CELL.setOpaque(cells, LIVE, cells[LIVE] - size);
        CELL.setOpaque(cells, CALLS, cells[CALLS] + 1);
    }

    void reallocated(long oldSize, long newSize) {
        CELL.setOpaque(cells, LIVE, cells[LIVE] + newSize - oldSize);
        CELL.setOpaque(cells, CALLS, cells[CALLS] + 1);
    }

    /** {@return bytes asked for and not freed} */
    long live() {
        return (long) CELL.getOpaque(cells, LIVE);
    }

    /** {@return allocations, frees and reallocations} */
    long calls() {
        return (long) CELL.getOpaque(cells, CALLS);
    }
}
