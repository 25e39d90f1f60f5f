// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import dev.tidepool.spanalloc.SpanStats;
import java.util.Optional;

/** A way to have memory outside the heap: the one thing in which the off-heap variants differ. */
interface OffHeap extends AutoCloseable {

    /** Smaller blocks are not worth their bookkeeping. */
    long LEAST_BYTES = 64;

    /** The memory for the text of one record, which takes it again for each line. */
    TextMemory memory();

    /** The most bytes ever held, as far as more is held than the records in use hold. */
    default long peakBytes() {
        return 0;
    }

    /** Blocks kept for the calling thread alone. */
    default long keptForCaller() {
        return 0;
    }

    /** What an allocator says about itself. */
    default Optional<SpanStats> stats() {
        return Optional.empty();
    }

    @Override
    default void close() {}

    /** So that few sizes occur, and one line's block fits the next. */
    static long rounded(long bytes) {
        return Math.max(LEAST_BYTES, 2 * Long.highestOneBit(bytes - 1));
    }
}
