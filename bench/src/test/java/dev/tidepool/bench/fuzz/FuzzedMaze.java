// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.fuzz;

/** Faults planted where chance alone does not get, and a loop without end. */
public final class FuzzedMaze implements FuzzTarget {

    private static final int FAR = 20;

    @Override
    public void run(byte[] input) {
        boolean end = at(input, 0) == 'T' && at(input, 1) == 'i' && at(input, 2) == 'd'
                && at(input, 3) == 'e' && at(input, 4) == 'p' && at(input, 5) == 'o'
                && at(input, 6) == 'o' && at(input, 7) == 'l' && at(input, 8) > FAR;
        if (end) {
            throw new IllegalStateException("the end of the maze");
        }
    }

    private static int at(byte[] input, int at) {
        return at < input.length ? input[at] : 0;
    }

    /** Turns for ever if there are three bytes. */
    public static final class Endless implements FuzzTarget {
        @Override
        public void run(byte[] input) {
            int i = 0;
            while (input.length >= 3) {
                i++;
            }
            if (i > 0) {
                throw new IllegalStateException("not endless");
            }
        }
    }

    static void measure() {
        throw new IllegalStateException("not cut out");
    }

    /** What a target does whose expensive part is cut out. */
    public static final class Measured implements FuzzTarget {
        @Override
        public void run(byte[] input) {
            measure();
        }
    }
}
