// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

/**
 * The capacities of pooled buffers: 1 to 8, then four for each doubling (10, 12, 14, 16, 20, 24,
 * 28, 32, 40, ...) up to 2^30, so that a buffer is at most 25 % larger than what was asked for.
 *
 * <p>Up to 4096 a class is looked up, which is a compare and a load; above, it is computed by a
 * few instructions more. Both are on the path of every get and put, whose time is their number.
 */
final class BufferClasses {

    /** How many there are. */
    static final int COUNT = 116;
    /** What is answered where there is no class is at least {@link #COUNT} and at most this. */
    static final int NONE = 127;

    private static final int STEP_BITS = 2; // four steps for each doubling
    private static final int LARGEST_TABLED = 4096;
    private static final byte[] CLASS_FOR = new byte[LARGEST_TABLED + 1];
    private static final byte[] CLASS_OF = new byte[LARGEST_TABLED + 1];

    static {
        CLASS_OF[0] = NONE;
        for (int n = 1; n <= LARGEST_TABLED; n++) {
            CLASS_FOR[n] = (byte) computedClassFor(n);
            CLASS_OF[n] = (byte) computedClassOf(n);
        }
    }

    private BufferClasses() {
    }

    /**
     * The class of the smallest capacity that holds {@code n}; {@link #COUNT} or more where there
     * is none, which is for all that is negative or larger than 2^30.
     */
    static int classFor(int n) {
        return isTabled(n) ? CLASS_FOR[n] : computedClassFor(n);
    }

    /** The class that has exactly this capacity; {@link #COUNT} or more where there is none. */
    static int classOf(int capacity) {
        return isTabled(capacity) ? CLASS_OF[capacity] : computedClassOf(capacity);
    }

    /** Unsigned, so that it is the array's own bounds check as well. */
    private static boolean isTabled(int n) {
        return Integer.compareUnsigned(n, LARGEST_TABLED) <= 0;
    }

    private static int computedClassFor(int n) {
        int shift = shift(n);
        return (shift << STEP_BITS) + ((n - 1) >>> shift);
    }

    private static int computedClassOf(int capacity) {
        boolean isCapacity = Integer.numberOfTrailingZeros(capacity) >= shift(capacity);
        return isCapacity ? computedClassFor(capacity) : NONE;
    }

    /** The distance between neighbouring capacities around {@code n}, as a power of two. */
    private static int shift(int n) {
        return 31 - STEP_BITS - Integer.numberOfLeadingZeros((n - 1) | (1 << STEP_BITS));
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
