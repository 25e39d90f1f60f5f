// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import java.io.IOException;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/**
 * One step of a report: a workload and those who are measured together, mostly one subject in one
 * fork.
 *
 * @param rounds the most rounds in which it is run; what is no comparison of times needs but one
 * @param seconds how long it takes, about
 */
public record Cell(String work, List<String> subjects, int rounds, double seconds, Run run) {

    /** Measures; the readings are in the order of the subjects. */
    @FunctionalInterface
    public interface Run {
        List<Reading> run(Forks forks) throws RunnerException, InterruptedException, IOException;
    }

    /** A step of every round. */
    public static Cell of(String work, String subject, double seconds, Run run) {
        return new Cell(work, List.of(subject), Integer.MAX_VALUE, seconds, run);
    }

    /** A step of the first round. */
    public static Cell once(String work, String subject, double seconds, Run run) {
        return new Cell(work, List.of(subject), 1, seconds, run);
    }
}
