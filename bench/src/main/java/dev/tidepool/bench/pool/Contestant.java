// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import dev.tidepool.bench.Plant;

/**
 * The one subject of this JVM, as a constant to the compiler. It is chosen before the first use, by
 * the benchmark's set-up; a fork has one set of parameters and therefore one subject.
 */
final class Contestant {

    private static String chosen = "";
    private static int capacity;

    private Contestant() {}

    /** Initialised at the first use, which is after the choice. */
    private static final class Holder {
        static final Subject<Object> SUBJECT = open();

        @SuppressWarnings("unchecked") // A subject gets back what it handed out, nothing else.
        private static Subject<Object> open() {
            Subject<Object> subject = (Subject<Object>) Subjects.open(chosen, capacity);
            return Plant.here()
                    .<Subject<Object>>map(plant -> new PlantedSubject<>(subject, plant))
                    .orElse(subject);
        }
    }

    /**
     * Opens the subject and shows it to {@link PoolProfiler}.
     *
     * @param capacity how many objects a bounded peer may keep
     * @param getsPerOperation gets that one operation of the benchmark makes on average
     */
    static synchronized void choose(String name, int capacity, double getsPerOperation) {
        if (!chosen.isEmpty() && !chosen.equals(name)) {
            throw new IllegalStateException(
                    "this JVM runs " + chosen + ", not " + name + ": run with forks (-f 1)");
        }
        chosen = name;
        Contestant.capacity = capacity;
        Subject<Object> subject = subject();
        PoolProfiler.watch(subject::made, subject::retained, getsPerOperation);
    }

    static Subject<Object> subject() {
        return Holder.SUBJECT;
    }
}
