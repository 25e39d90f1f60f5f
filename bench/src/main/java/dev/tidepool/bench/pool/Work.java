// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

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

    static final Work PAIR =
            of(
                    "pair",
                    PairBenchmark.class,
                    "pair",
                    List.of(
                            "tidepool",
                            "tidepoolEvict",
                            "tidepoolReset",
                            "tidepoolLease",
                            "fresh",
                            "threadLocalDeque",
                            "mpmc",
                            "mpmcVarHandle",
                            "stormpotTryClaim",
                            "stormpotClaim"),
                    List.of(
                            "threadLocalSingle",
                            "concurrentLinkedQueue",
                            "arrayBlockingQueue",
                            "mpmcStrict",
                            "nettyGuarded",
                            "nettyPinned",
                            "stormpotUnexpiring",
                            "stormpotTap",
                            "commonsPool2",
                            "jacksonThreadLocal",
                            "jacksonDeque",
                            "jacksonBounded"));

    static final Work PAIR_FAST_THREAD =
            of(
                    "pair, Netty's thread",
                    PairFastThreadBenchmark.class,
                    "pair",
                    List.of("tidepool", "nettyGuarded", "nettyUnguarded"),
                    List.of("threadLocalDeque", "nettyPinned"));

    static final Work PAIR_TWO_THREADS =
            of(
                    "pair, 2 threads",
                    PairTwoThreadsBenchmark.class,
                    "pair",
                    List.of("tidepool", "threadLocalDeque", "mpmc", "mpmcVarHandle"),
                    List.of(
                            "tidepoolEvict",
                            "tidepoolLease",
                            "fresh",
                            "threadLocalSingle",
                            "concurrentLinkedQueue",
                            "arrayBlockingQueue",
                            "mpmcStrict",
                            "stormpotTryClaim",
                            "commonsPool2",
                            "jacksonThreadLocal",
                            "jacksonDeque",
                            "jacksonBounded"));

    static final Work BATCH =
            new Work(
                    "100 gets, 100 puts",
                    BatchBenchmark.class,
                    "batch",
                    Map.of("batch", "100"),
                    List.of("tidepool", "threadLocalDeque"),
                    List.of(
                            "tidepoolEvict",
                            "fresh",
                            "concurrentLinkedQueue",
                            "arrayBlockingQueue",
                            "mpmc",
                            "nettyPinned",
                            "stormpotTryClaim",
                            "commonsPool2",
                            "jacksonDeque",
                            "jacksonBounded"));

    static final Work HAND_OFF =
            of(
                    "hand-off",
                    HandOffBenchmark.class,
                    "handOff",
                    List.of("tidepool", "constant", "mpmc", "mpmcVarHandle"),
                    List.of(
                            "tidepoolEvict",
                            "fresh",
                            "concurrentLinkedQueue",
                            "arrayBlockingQueue",
                            "mpmcStrict",
                            "stormpotTryClaim",
                            "jacksonDeque",
                            "jacksonBounded"));

    static final Work PARCEL =
            of(
                    "hand-off, 64 at a time",
                    ParcelBenchmark.class,
                    "parcel",
                    List.of("tidepool", "constant", "mpmc", "mpmcVarHandle"),
                    List.of("tidepoolEvict", "fresh"));

    static final Work STORM =
            of(
                    "pair, storm of collections",
                    StormBenchmark.class,
                    "pair",
                    List.of("tidepool"),
                    List.of("tidepoolEvict", "tidepoolRestless", "threadLocalDeque", "mpmc"));

    static final Work CHURN =
            of(
                    "thread per task, 16 pairs",
                    ThreadChurnBenchmark.class,
                    "life",
                    List.of("tidepool"),
                    List.of("tidepoolEvict", "fresh", "threadLocalDeque", "mpmc"));

    static final List<Work> ALL =
            List.of(
                    PAIR,
                    PAIR_FAST_THREAD,
                    PAIR_TWO_THREADS,
                    BATCH,
                    HAND_OFF,
                    PARCEL,
                    STORM,
                    CHURN);

    private static Work of(
            String name,
            Class<?> benchmark,
            String method,
            List<String> quick,
            List<String> further) {
        return new Work(name, benchmark, method, Map.of(), quick, further);
    }

    /** {@return the benchmark's parameters for one subject} */
    Map<String, String> parameters(String subject) {
        Map<String, String> all = new HashMap<>(parameters);
        all.put("subject", subject);
        return all;
    }
}
