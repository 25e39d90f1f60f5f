// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.bounded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One workload of the report: a benchmark, and who runs it.
 *
 * @param method of the benchmark
 * @param quick the subjects of a short report
 * @param further those that only a full one measures
 */
record Work(
        String name,
        Class<?> benchmark,
        String method,
        List<String> quick,
        List<String> further) {

    private static final List<String> WAITING =
            List.of(
                    "tidepool",
                    "stormpot",
                    "commonsPool2",
                    "vibur",
                    "hikariBag",
                    "arrayBlockingQueue",
                    "semaphoreAndQueue");

    private static final List<String> ALL_CLAIMS = with(WAITING, Subjects.TRYING);

    static final Work PAIR =
            of(
                    "pair, bounded",
                    PairBenchmark.class,
                    "pair",
                    with(ALL_CLAIMS, List.of(Subjects.CONSTANT)),
                    "tidepool",
                    "stormpot",
                    "hikariBag");

    static final Work TWO_THREADS =
            of(
                    "pair, bounded, 2 threads",
                    PairTwoThreadsBenchmark.class,
                    "pair",
                    ALL_CLAIMS);

    static final Work FOUR_ON_TWO =
            of(
                    "4 threads on " + WaitingBenchmark.CAPACITY + " objects",
                    WaitingBenchmark.class,
                    "pair",
                    WAITING);

    static final Work VIRTUAL =
            of(
                    VirtualTaskBenchmark.TASKS
                            + " virtual threads on "
                            + VirtualTaskBenchmark.CAPACITY
                            + " objects",
                    VirtualTaskBenchmark.class,
                    "wave",
                    with(WAITING, List.of("stormpotVirtualTap", Subjects.CONSTANT)),
                    "tidepool",
                    "commonsPool2",
                    "vibur");

    static final List<Work> ALL = List.of(PAIR, TWO_THREADS, FOUR_ON_TWO, VIRTUAL);

    private static List<String> with(List<String> subjects, List<String> more) {
        return Stream.concat(subjects.stream(), more.stream()).toList();
    }

    private static Work of(
            String name,
            Class<?> benchmark,
            String method,
            List<String> subjects,
            String... quick) {
        List<String> further = new ArrayList<>(subjects);
        further.removeAll(List.of(quick));
        return new Work(name, benchmark, method, List.of(quick), List.copyOf(further));
    }

    List<String> subjects(boolean isShort) {
        return isShort ? quick : with(quick, further);
    }

    /** {@return the benchmark's parameters for one subject} */
    Map<String, String> parameters(String subject) {
        return Map.of("subject", subject);
    }
}
