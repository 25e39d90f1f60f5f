// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import dev.tidepool.bench.pool.PoolProfiler;
import dev.tidepool.pool.Tide;

/**
 * The one subject of this JVM, as a constant to the compiler. It is chosen before the first use, by
 * the benchmark's set-up; a fork has one set of parameters and therefore one subject.
 */
final class Contestant {

    private static String chosen = "";
    private static int chosenSize;

    private Contestant() {}

    /** Initialised at the first use, which is after the choice. */
    private static final class Holder {
        static final Subject<Object> SUBJECT = open();

        @SuppressWarnings("unchecked") // A subject gets back what it handed out, nothing else.
        private static Subject<Object> open() {
            return (Subject<Object>) Subjects.open(chosen, chosenSize, Tide.gc());
        }
    }

    /** Opens a subject for sizes of all kinds. */
    static void choose(String name, double getsPerOperation) {
        choose(name, Subjects.LARGEST, getsPerOperation);
    }

    /**
     * Opens the subject and shows it to {@link PoolProfiler}.
     *
     * @param size of all buffers, where the subject knows only one
     * @param getsPerOperation gets that one operation of the benchmark makes on average
     */
    static synchronized void choose(String name, int size, double getsPerOperation) {
        if (!chosen.isEmpty() && !(chosen.equals(name) && chosenSize == size)) {
            throw new IllegalStateException(
                    "this JVM runs " + chosen + ", not " + name + ": run with forks (-f 1)");
        }
        chosen = name;
        chosenSize = size;
        Subject<Object> subject = subject();
        PoolProfiler.watch(subject::made, subject::retainedBytes, "bytes", getsPerOperation);
    }

    static Subject<Object> subject() {
        return Holder.SUBJECT;
    }
}
