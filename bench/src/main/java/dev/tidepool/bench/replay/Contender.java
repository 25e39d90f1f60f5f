// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.bench.span.Footprint;
import dev.tidepool.bench.span.SystemCalls;

/**
 * One allocator or pool that a trace is replayed on, with places for its blocks. Two threads may
 * use different places at a time; they hand a place over by a happens-before edge.
 */
interface Contender extends AutoCloseable {

    /** Where contents are written: one byte of each page makes the page resident. */
    int PAGE = 4096;

    void allocate(int place, int size, int alignment);

    void free(int place, int size);

    /** Gives the block of a place another size and keeps its contents. */
    void reallocate(int place, int oldSize, int newSize);

    /** Writes a byte of each page of a block. */
    void touch(int place, int size);

    void fill(int place, int size, byte value);

    /** {@return whether the first bytes have this value} */
    boolean isFilled(int place, int size, byte value);

    /** {@return the address of a block, 0 for one on the heap} */
    long address(int place);

    /** {@return what it says it holds} */
    default Footprint footprint() {
        return Footprint.NOT_TOLD;
    }

    default SystemCalls systemCalls() {
        return SystemCalls.NOT_TOLD;
    }

    /** {@return hits by gets of a pool, NaN where nothing is pooled by buffer} */
    default double hitRate() {
        return Double.NaN;
    }

    @Override
    default void close() {}
}
