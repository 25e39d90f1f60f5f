// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

/** When the memory of an {@link ArenaPool} is zeroed. */
public enum Zeroing {

    /**
     * Each allocation reads as zero, as the JDK's arenas promise. Memory that is known to be zero,
     * because nobody had it before, is not written again.
     */
    ON_ALLOCATE,

    /**
     * As {@link #ON_ALLOCATE}, and what was handed out is also wiped when it goes back, after the
     * last access has been refused: neither the next owner nor a memory dump finds it. For secrets.
     */
    ON_CLOSE,

    /**
     * Nothing is zeroed: an allocation contains whatever its last owner left in it. The fastest,
     * for memory that is written before it is read.
     */
    NONE
}
