// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.fuzz;

import org.jspecify.annotations.Nullable;

/**
 * Which edges between blocks of instrumented code a run took, and how often. Counts one thread's
 * run at a time; instrumented code of other threads is not counted.
 */
public final class Edges {

    static final int SIZE = 1 << 16;

    /** More than any input of a few kilobytes needs: a loop without end, found without a clock. */
    static final long MOST_STEPS = 50_000_000;

    /** A run that took too many steps. An error, so that nobody who catches exceptions stops it. */
    public static final class Runaway extends AssertionError {
        private static final long serialVersionUID = 1;

        Runaway() {
            super("more than " + MOST_STEPS + " steps");
        }
    }

    /** Thrown in place of a method that is cut out, since it would measure for minutes. */
    public static final class Reached extends Error {
        private static final long serialVersionUID = 1;

        public Reached() {
            super("the end of what is tested", null, false, false);
        }
    }

    private static final byte[] COUNTS = new byte[SIZE];
    private static final int[] TAKEN = new int[SIZE];
    private static int taken;
    private static int before;
    private static long steps;
    private static @Nullable Thread owner;

    private Edges() {}

    static void begin() {
        for (int i = 0; i < taken; i++) {
            COUNTS[TAKEN[i]] = 0;
        }
        taken = 0;
        before = 0;
        steps = 0;
        owner = Thread.currentThread();
    }

    static void end() {
        owner = null;
    }

    /** What instrumented code calls at the start of each block. */
    public static void hit(int block) {
        if (Thread.currentThread() != owner) {
            return;
        }
        int edge = (before ^ block) & (SIZE - 1);
        before = (block & (SIZE - 1)) >>> 1;
        if (COUNTS[edge] == 0) {
            TAKEN[taken++] = edge;
        }
        if (COUNTS[edge] != -1) {
            COUNTS[edge]++;
        }
        if (++steps > MOST_STEPS) {
            steps = 0; // Lest the clean-up throws again at once.
            throw new Runaway();
        }
    }

    /**
     * Adds the last run to what was seen: for each edge a bit each for 1, 2, 3, 4 to 7, 8 to 15, 16
     * to 31, 32 to 127 and more times.
     *
     * @return whether there was anything new
     */
    static boolean addTo(byte[] seen) {
        boolean added = false;
        for (int i = 0; i < taken; i++) {
            int edge = TAKEN[i];
            int bit = bit(COUNTS[edge] & 0xff);
            added |= (seen[edge] & bit) == 0;
            seen[edge] |= (byte) bit;
        }
        return added;
    }

    private static int bit(int count) {
        return count <= 3 ? 1 << (count - 1)
                : count < 8 ? 8 : count < 16 ? 16 : count < 32 ? 32 : count < 128 ? 64 : 128;
    }
}
