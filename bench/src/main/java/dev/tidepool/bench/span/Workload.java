// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.util.List;
import java.util.Optional;

/**
 * A program that uses an allocator in one way. Implementations carry no state between runs. A run
 * frees what it allocated, so that what stays afterwards is the allocator's.
 */
interface Workload {

    /** {@return W and a number} */
    String id();

    /** {@return what it shows, in a line} */
    String title();

    /** {@return how many, how large, how long at full scale; for the help} */
    String parameters();

    /** {@return the forms in which it runs, at least one} */
    List<String> variants();

    void run(Trial trial) throws InterruptedException;

    /** {@return why a subject cannot take part, if so} */
    default Optional<String> refusal(Subject subject) {
        return subject.freesAnywhere()
                ? Optional.empty()
                : Optional.of("a block must be freed by its own thread");
    }

    /** Opens a subject as a variant needs it. */
    default Subject open(String subject, String variant, Scale scale) {
        return Subjects.open(subject);
    }
}
