// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.faults;

import java.util.function.Predicate;

/** A resource that is about to run out: the stack, or the heap. */
public abstract class Edge {

    private static final int MOST = 4000;

    /** What is run. */
    public interface Operation {
        void run() throws Throwable;
    }

    /** {@return what the operation threw; null if it came through} */
    public abstract Throwable run(Operation operation);

    /** {@return whether {@code thrown} is what this edge makes operations throw} */
    public abstract boolean explains(Throwable thrown);

    /** {@return how many times in a row an operation has to come through} */
    protected abstract int quiet();

    /** {@return the same with a little more left} */
    protected abstract Edge further();

    /**
     * Repeats a trial, with nothing left at first and then with more and more, so that it fails
     * inside of its operation at one place after the other, until it has come through several times
     * in a row.
     *
     * @param trial tells whether its operation failed
     * @return how often it did
     */
    public final int sweep(Predicate<Edge> trial) {
        int struck = 0;
        int quiet = 0;
        Edge edge = this;
        for (int i = 0; quiet < quiet(); i++) {
            if (i > MOST) {
                throw new AssertionError("struck " + struck + " times and no end");
            }
            boolean hit;
            try {
                hit = trial.test(edge);
            } catch (Throwable e) {
                throw new AssertionError("at " + edge + ": " + e, e);
            }
            struck += hit ? 1 : 0;
            quiet = hit ? 0 : quiet + 1;
            edge = edge.further();
        }
        return struck;
    }
}
