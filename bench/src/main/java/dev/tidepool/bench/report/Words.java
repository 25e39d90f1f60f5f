// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import dev.tidepool.bench.Interval;
import dev.tidepool.bench.TextTable;
import java.util.List;

/** What a report says about itself. */
final class Words {

    static final String LEGEND =
            "Ours over peer, on a logarithmic axis: left of 1 ours takes less time. The whisker "
                    + "goes from the least to the most of the rounds.";

    static final String STAR = "* the rounds lie on both sides of the target.";

    private Words() {}

    static List<String> method(Report report) {
        double coverage = 100 * Interval.coverage(report.rounds());
        return List.of(
                "A fork is a JVM that runs one subject, held in a constant. A round measures "
                        + "every subject once and goes over all suites; each round begins a "
                        + "workload with another subject. This report has "
                        + report.rounds()
                        + (report.rounds() == 1 ? " round." : " rounds."),
                "A ratio is that of the medians over the rounds, ours divided by the peer's; of a "
                        + "peer's variants the one with the least median counts.",
                "\"rounds\" is the range, over the rounds, of the ratio within a round. The ratio "
                        + "lies within it. A range over n independent rounds contains the median "
                        + "of the ratio with a probability of 1 - 2^(1-n): "
                        + TextTable.number(coverage, 0)
                        + " % here.",
                "A target is missed if the ratio is above it, or if the time was bought: with "
                        + "garbage, with misses of the pool, or with objects kept. The verdict is "
                        + "that of the medians; a star says that the rounds disagree about it.",
                "B/op is garbage on the heap, from JMH's profiler; hit rates and what is retained "
                        + "come from the factories' counts and the pools' own.",
                "Memory over time: a JVM for each line, sampled some fifty times a second; "
                        + "\"process\" is the growth of the process since its start, the JVM's own "
                        + "memory included; \"resident\" and \"reserved\" are what the allocator "
                        + "says of itself, if it does.");
    }

    static List<String> limits(Report report) {
        String profile =
                report.profile().equals("full")
                        ? "Times of this machine, on this day."
                        : "The profile is \""
                                + report.profile()
                                + "\": short iterations, and few rows without a target.";
        return List.of(
                profile,
                "One machine, one collector, its number of processors: nothing about others.",
                "Operations back to back overstate contention, and keep in the caches what a "
                        + "program would have lost from them.",
                "A figure of one fork in a round holds what the compiler decided in that fork: "
                        + "as many rounds, as many decisions.");
    }

    /** {@return what the reader must know first; empty if there is nothing} */
    static String warning(Report report) {
        StringBuilder warning = new StringBuilder();
        if (!report.plant().isEmpty()) {
            warning.append("Planted slow-down: ")
                    .append(report.plant())
                    .append(
                            ". Each operation of ours in the rows marked so was made slower on "
                                    + "purpose, to show what a regression looks like. ");
        }
        if (report.profile().equals("smoke")) {
            warning.append("A smoke run: too short for any figure to mean anything.");
        }
        return warning.toString().strip();
    }
}
