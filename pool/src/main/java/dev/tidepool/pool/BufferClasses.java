// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

/**
 * The capacities of pooled buffers: 1 to 8, then four for each doubling (10, 12, 14, 16, 20, 24,
 * 28, 32, 40, ...) up to 2^30, so that a buffer is at most 25 % larger than what was asked for.
 *
 * <p>{@code index} and {@code isCapacity} take the shift as an argument, so that the two share its
 * computation: a few instructions, no table, no branch.
 */
final class BufferClasses {

    /** How many there are. */
    static final int COUNT = 116;

    private static final int STEP_BITS = 2; // four steps for each doubling

    private BufferClasses() {
    }

    /** The distance between neighbouring capacities around {@code n}, as a power of two. */
    static int shift(int n) {
        return 31 - STEP_BITS - Integer.numberOfLeadingZeros((n - 1) | (1 << STEP_BITS));
    }

    /**
     * The class of the smallest capacity that holds {@code n}; {@link #COUNT} or more where there
     * is none, which is for all that is negative, zero, or larger than 2^30.
     */
    static int index(int n, int shift) {
        return (shift << STEP_BITS) + ((n - 1) >>> shift);
    }

    /** Whether a class has exactly this capacity, which must have an index. */
    static boolean isCapacity(int n, int shift) {
        return Integer.numberOfTrailingZeros(n) >= shift;
    }

    /** The capacity of a class, in bytes or whatever the pool counts. */
    static int capacity(int index) {
        int shift = Math.max((index >> STEP_BITS) - 1, 0);
        return (index - (shift << STEP_BITS) + 1) << shift;
    }

    /** How many classes have a capacity of at most {@code limit}. */
    static int countUpTo(long limit) {
        int count = 0;
        while (count < COUNT && capacity(count) <= limit) {
            count++;
        }
        return count;
    }
}
