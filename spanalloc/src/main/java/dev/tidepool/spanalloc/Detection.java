// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

/** A kind of misuse, as counted in {@link SpanStats#detections()}. */
public enum Detection {

    /** A block freed a second time; the second free throws. */
    DOUBLE_FREE,

    /**
     * A double free of which one came from the owner of the span and the other from another thread
     * at the same time, found when the owner collected. Nobody is told by an exception, and the
     * block is freed once.
     */
    LATE_DOUBLE_FREE,

    /** An address in no memory of this allocator. */
    FOREIGN_ADDRESS,

    /** An address inside a block, at which no block starts. */
    INTERIOR_ADDRESS,

    /** A free block whose contents changed. HARDENED and DEBUG only. */
    WRITE_AFTER_FREE,

    /** A changed canary behind a block. DEBUG only. */
    OVERRUN
}
