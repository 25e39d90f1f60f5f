// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

import dev.tidepool.bench.Plant;

/**
 * The one subject of this JVM, as a constant to the compiler. It is chosen before the first use, by
 * the benchmark's set-up; a fork has one set of parameters and therefore one subject.
 */
final class Contestant {

    private static String chosen = "";

    private Contestant() {}

    /** Initialised at the first use, which is after the choice. */
    private static final class Holder {
        static final Subject SUBJECT = open();

        private static Subject open() {
            Subject subject = Subjects.open(chosen);
            return Plant.here()
                    .<Subject>map(plant -> new PlantedSubject(subject, plant))
                    .orElse(subject);
        }
    }

    static synchronized void choose(String name) {
        if (!chosen.isEmpty() && !chosen.equals(name)) {
            throw new IllegalStateException(
                    "this JVM runs " + chosen + ", not " + name + ": run with forks (-f 1)");
        }
        chosen = name;
    }

    static Subject subject() {
        return Holder.SUBJECT;
    }
}
