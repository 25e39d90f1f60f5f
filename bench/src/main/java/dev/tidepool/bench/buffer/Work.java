// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One workload of the report: a benchmark method with fixed parameters, and who runs it.
 *
 * @param quick the subjects that the speed table needs
 * @param further those that only a full run measures
 */
record Work(
        String name,
        Class<?> benchmark,
        String method,
        Map<String, String> parameters,
        List<String> quick,
        List<String> further) {

    private static final List<String> PAIRS =
            List.of(
                    "tidepool",
                    "tidepoolHeap",
                    "tidepoolDirect",
                    "tidepoolPool",
                    "tidepoolPoolBounded",
                    "fresh",
                    "freshHeap",
                    "freshDirect",
                    Subjects.CONSTANT,
                    "threadLocalGrowing",
                    "threadLocalDeques",
                    "concurrentQueues",
                    "jetty",
                    "jettyQuadratic",
                    "nettyPooledCached",
                    "nettyAdaptiveCached");

    private static final List<String> FEWER_PAIRS =
            List.of(
                    "tidepool",
                    "tidepoolHeap",
                    "tidepoolPool",
                    "fresh",
                    "threadLocalDeques",
                    "jettyQuadratic",
                    "nettyPooledCached");

    private static final List<String> FEWER_SHARED =
            List.of(
                    "tidepool",
                    Subjects.CONSTANT,
                    "fresh",
                    "concurrentQueues",
                    "jettyQuadratic",
                    "nettyPooledCached");

    private static final List<String> SHARED =
            List.of(
                    "tidepool",
                    "tidepoolHeap",
                    "tidepoolDirect",
                    "fresh",
                    Subjects.CONSTANT,
                    "concurrentQueues",
                    "jetty",
                    "jettyQuadratic",
                    "nettyPooledCached",
                    "nettyAdaptiveCached",
                    "pageRecycler");

    private static final List<String> NESTING = with(SHARED, "freshHeap", "threadLocalDeques");

    private static final List<String> SIZES =
            with(NESTING, "threadLocalGrowing", "nettyPooled", "nettyAdaptive");

    static final Work PAIR_256 = pair(256, FEWER_PAIRS);
    static final Work PAIR_1K = pair(1 << 10, PAIRS, "tidepool", "tidepoolPool");
    static final Work PAIR_4K =
            pair(4 << 10, with(FEWER_PAIRS, "pageRecycler"), "tidepool", "tidepoolPool");
    static final Work PAIR_32K = pair(32 << 10, with(FEWER_PAIRS, "lucene"), "tidepool", "lucene");
    static final Work PAIR_64K = pair(64 << 10, FEWER_PAIRS, "tidepool", "fresh");
    static final Work PAIR_1M = pair(1 << 20, FEWER_PAIRS);

    static final Work SIZES_PAIR =
            sizes(
                    "pair, sizes",
                    HistogramBenchmark.class,
                    "pair",
                    SIZES,
                    "tidepool",
                    "fresh",
                    "threadLocalGrowing",
                    "threadLocalDeques",
                    "concurrentQueues",
                    "jettyQuadratic",
                    "nettyPooledCached",
                    "nettyAdaptiveCached",
                    "pageRecycler");

    static final Work SIZES_TWO_THREADS =
            sizes(
                    "pair, sizes, 2 threads",
                    HistogramBenchmark.class,
                    "twoThreads",
                    NESTING,
                    "tidepool",
                    "threadLocalDeques",
                    "jettyQuadratic",
                    "nettyPooledCached");

    static final Work SIZES_FAST_THREAD =
            sizes(
                    "pair, sizes, Netty's thread",
                    HistogramFastThreadBenchmark.class,
                    "pair",
                    List.of("tidepool", "tidepoolHeap", "nettyPooled", "nettyAdaptive"),
                    "tidepool",
                    "nettyPooled",
                    "nettyAdaptive");

    static final Work BATCH =
            sizes(
                    "100 gets, 100 puts, sizes",
                    BatchBenchmark.class,
                    "batch",
                    NESTING,
                    "tidepool",
                    "threadLocalDeques",
                    "nettyPooledCached");

    static final Work HAND_OFF =
            sizes(
                    "hand-off, sizes",
                    HandOffBenchmark.class,
                    "handOff",
                    SHARED,
                    "tidepool",
                    "concurrentQueues",
                    "jettyQuadratic");

    static final Work VIRTUAL_64 =
            virtual(64, FEWER_SHARED, "tidepool", Subjects.CONSTANT, "concurrentQueues");
    static final Work VIRTUAL_ALL = virtual(VirtualTaskBenchmark.TASKS, FEWER_SHARED);

    static final List<Work> ALL =
            List.of(
                    PAIR_256,
                    PAIR_1K,
                    PAIR_4K,
                    PAIR_32K,
                    PAIR_64K,
                    PAIR_1M,
                    SIZES_PAIR,
                    SIZES_TWO_THREADS,
                    SIZES_FAST_THREAD,
                    BATCH,
                    HAND_OFF,
                    VIRTUAL_64,
                    VIRTUAL_ALL);

    private static List<String> with(List<String> subjects, String... more) {
        List<String> all = new ArrayList<>(subjects);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }

    private static Work of(
            String name,
            Class<?> benchmark,
            String method,
            Map<String, String> parameters,
            List<String> subjects,
            String... quick) {
        List<String> further = new ArrayList<>(subjects);
        further.removeAll(List.of(quick));
        return new Work(name, benchmark, method, parameters, List.of(quick), further);
    }

    private static Work pair(int size, List<String> subjects, String... quick) {
        return of(
                "pair, " + size + " B",
                PairBenchmark.class,
                "pair",
                Map.of("size", Integer.toString(size)),
                subjects,
                quick);
    }

    private static Work sizes(
            String name,
            Class<?> benchmark,
            String method,
            List<String> subjects,
            String... quick) {
        return of(name, benchmark, method, Map.of(), subjects, quick);
    }

    private static Work virtual(int inFlight, List<String> subjects, String... quick) {
        return of(
                VirtualTaskBenchmark.TASKS + " virtual threads, sizes, " + inFlight + " at a time",
                VirtualTaskBenchmark.class,
                "wave",
                Map.of("inFlight", Integer.toString(inFlight)),
                subjects,
                quick);
    }

    /** {@return the benchmark's parameters for one subject} */
    Map<String, String> parameters(String subject) {
        Map<String, String> all = new HashMap<>(parameters);
        all.put("subject", subject);
        return all;
    }
}
