// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one thread allocated and freed. Only its thread writes; anybody may read, and sees numbers
 * of a moment ago. A block freed by another thread than its allocator leaves one tally too high and
 * the other too low: only the sum means something.
 */
final class Tally {

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    // In the middle of an array, so that two threads' tallies share no cache line.
    private static final int LIVE = 16;
    private static final int CALLS = 17;
    private static final int LENGTH = 34;

    private final long[] cells = new long[LENGTH];

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
