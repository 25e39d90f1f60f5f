// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import org.openjdk.jmh.infra.Blackhole;

/**
 * One allocator under test. The implementations are records because the compiler trusts a record's
 * fields: a subject in a constant costs nothing over a direct call of the allocator inside it.
 *
 * <p>Places passed in are not checked: allocating into a place that holds a block leaks the block.
 */
public interface Subject extends AutoCloseable {

    String name();

    /** {@return places that can hold blocks of this subject} */
    Store store(int places);

    /**
     * Allocates a block into a place.
     *
     * @return its address
     */
    long allocate(Store store, int place, long size);

    /** As {@link #allocate}; the bytes are zero. */
    long allocateZeroed(Store store, int place, long size);

    /**
     * As {@link #allocate}, at an address that the alignment divides, where {@link #aligns} says
     * that there is a way to ask for it.
     *
     * @param alignment 8 or 16; 0 for none in particular
     */
    default long allocateAligned(Store store, int place, long size, long alignment) {
        return allocate(store, place, size);
    }

    /** {@return whether there is a way to ask for an alignment} */
    default boolean aligns() {
        return false;
    }

    /** Frees the block of a place and leaves the place empty. */
    void free(Store store, int place);

    /**
     * Gives the block of a place another size and keeps its contents.
     *
     * @return its address
     */
    long reallocate(Store store, int place, long oldSize, long newSize);

    /** {@return the address of the block in a place that is not empty} */
    long address(Store store, int place);

    /** Allocates a block, touches it and frees it, at no cost but these. */
    void pair(long size, Blackhole hole);

    /** {@return whether a thread may free what another one allocated} */
    default boolean freesAnywhere() {
        return true;
    }

    /** {@return the alignment of blocks of 16 bytes and more} */
    default long alignment() {
        return 16;
    }

    default Footprint footprint() {
        return Footprint.NOT_TOLD;
    }

    /** {@return how often it called the operating system} */
    default SystemCalls systemCalls() {
        return SystemCalls.NOT_TOLD;
    }

    /** Gives back what it can. */
    default void trim() {}

    @Override
    default void close() {}
}
