// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.lang.foreign.MemorySegment;

/** Gives one text at a time the memory it needs. */
interface TextMemory {

    /** At least so many bytes; the thread that asks is the one that frees. */
    MemorySegment allocate(long bytes);

    /** At least so many bytes instead of {@code block}, of which the first {@code used} stay. */
    MemorySegment grow(MemorySegment block, long used, long bytes);

    void free(MemorySegment block);
}
