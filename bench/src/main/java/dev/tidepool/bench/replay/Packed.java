// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

/**
 * An event in two words. The first has what to do (bits 0-1), the logarithm of the alignment (3-7),
 * the thread (8-15), whether the event before it on the same place was another thread's (16) and
 * the place (32-63); the second has the size (0-31) and the number of the event among those of its
 * place (32-63).
 */
final class Packed {

    static final int ALLOCATE = 0;
    static final int FREE = 1;
    static final int REALLOCATE = 2;

    /** The thread ends. */
    static final int END = 3;

    /** Words of an event. */
    static final int WORDS = 2;

    private static final int OPERATION_MASK = 3;
    private static final int ALIGNMENT_SHIFT = 3;
    private static final int ALIGNMENT_MASK = 31;
    private static final int THREAD_SHIFT = 8;
    private static final int THREAD_MASK = 0xff;
    private static final long FOLLOWS = 1L << 16;
    private static final int HIGH = 32;

    private Packed() {}

    static long first(int operation, int alignment, int thread, boolean follows, int place) {
        int log = Integer.numberOfTrailingZeros(Math.max(1, alignment));
        return operation
                | (long) log << ALIGNMENT_SHIFT
                | (long) thread << THREAD_SHIFT
                | (follows ? FOLLOWS : 0)
                | (long) place << HIGH;
    }

    static long second(int size, int ordinal) {
        return (long) ordinal << HIGH | size;
    }

    static int operation(long first) {
        return (int) first & OPERATION_MASK;
    }

    /** {@return 1 for none in particular} */
    static int alignment(long first) {
        return 1 << ((int) first >>> ALIGNMENT_SHIFT & ALIGNMENT_MASK);
    }

    static int thread(long first) {
        return (int) first >>> THREAD_SHIFT & THREAD_MASK;
    }

    /** {@return whether another thread's event on the same place comes right before} */
    static boolean follows(long first) {
        return (first & FOLLOWS) != 0;
    }

    static int place(long first) {
        return (int) (first >>> HIGH);
    }

    static int size(long second) {
        return (int) second;
    }

    static int ordinal(long second) {
        return (int) (second >>> HIGH);
    }
}
