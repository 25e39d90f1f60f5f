// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One workload of the report: a benchmark method with fixed parameters, and who runs it.
 *
 * @param inC arguments of the C program for the same loop; empty if it has none
 * @param quick the subjects that the speed table needs
 * @param further those that only a full run measures
 */
record Work(
        String name,
        Class<?> benchmark,
        String method,
        Map<String, String> parameters,
        List<String> inC,
        List<String> quick,
        List<String> further) {

    private static final List<String> NETTY =
            List.of("nettyPooled", "nettyPooledCached", "nettyAdaptive", "nettyAdaptiveCached");
    private static final List<String> LIBRARIES = List.of("mimalloc", "jemalloc", "tcmalloc");
    private static final List<String> VARIANTS =
            join(
                    List.of(
                            "tidepoolThroughput",
                            "tidepoolLowMemory",
                            "tidepoolHardened",
                            "tidepoolZeroed"),
                    LIBRARIES);

    /** What the rows of pairs show beside the targets: libraries, the JDK, our profiles' price. */
    private static final List<String> SHOWN =
            join(
                    LIBRARIES,
                    List.of(
                            "arenaConfined",
                            "directBuffer",
                            "tidepoolThroughput",
                            "tidepoolLowMemory",
                            "tidepoolHardened",
                            "tidepoolDebug"));

    static final Work PAIR_64 = pair(64, true);
    static final Work PAIR_1K = pair(1024, true);
    static final Work PAIR_64_FAST_THREAD = pairOnNettyThread(64);
    static final Work PAIR_1K_FAST_THREAD = pairOnNettyThread(1024);
    static final Work FIFO_64 = batch(BatchBenchmark.Shape.FIFO_1000_64);
    static final Work LIFO_64 = batch(BatchBenchmark.Shape.LIFO_1000_64);
    static final Work FIFO_1K = batch(BatchBenchmark.Shape.FIFO_1000_1024);
    static final Work FIFO_64_LONG = batch(BatchBenchmark.Shape.FIFO_100000_64);
    static final Work REPLACE_1000 = replace(ReplaceBenchmark.Shape.SMALL_1000);
    static final Work REPLACE_100000 = replace(ReplaceBenchmark.Shape.SMALL_100000);
    static final Work REPLACE_LARGE = replace(ReplaceBenchmark.Shape.LARGE_1000);
    static final Work HAND_OFF_64 = handOff(64);
    static final Work HAND_OFF_1K = handOff(1024);

    static final List<Work> ALL =
            List.of(
                    PAIR_64,
                    PAIR_1K,
                    PAIR_64_FAST_THREAD,
                    PAIR_1K_FAST_THREAD,
                    FIFO_64,
                    LIFO_64,
                    FIFO_1K,
                    FIFO_64_LONG,
                    REPLACE_1000,
                    REPLACE_100000,
                    REPLACE_LARGE,
                    HAND_OFF_64,
                    HAND_OFF_1K,
                    pair(16, false),
                    pair(256, false),
                    pair(4096, false),
                    pair(16_384, false),
                    pair(32_768, false),
                    pair(65_536, false),
                    pair(1 << 20, false));

    private static Work pair(long size, boolean inTable) {
        List<String> table =
                join(join(List.of("tidepool", "tidepoolSegment", "glibc"), NETTY), SHOWN);
        List<String> others = List.of("tidepoolZeroed", "arenaShared");
        return new Work(
                "pair, " + size + " B",
                PairBenchmark.class,
                "pair",
                Map.of("size", Long.toString(size)),
                List.of("pair", Long.toString(size)),
                inTable ? table : List.of(),
                inTable ? others : join(table, others));
    }

    private static Work pairOnNettyThread(long size) {
        return new Work(
                "pair, " + size + " B, Netty's thread",
                PairFastThreadBenchmark.class,
                "pair",
                Map.of("size", Long.toString(size)),
                List.of(),
                List.of("tidepool", "nettyPooled", "nettyAdaptive"),
                List.of("tidepoolSegment", "glibc"));
    }

    private static Work batch(BatchBenchmark.Shape shape) {
        return new Work(
                shape.blocks + " x " + shape.size + " B, " + (shape.fifo ? "FIFO" : "LIFO"),
                BatchBenchmark.class,
                "batch",
                Map.of("shape", shape.name()),
                List.of(
                        "batch",
                        Integer.toString(shape.blocks),
                        Long.toString(shape.size),
                        shape.fifo ? "fifo" : "lifo"),
                List.of("tidepool", "glibc"),
                join(List.of("tidepoolSegment"), join(VARIANTS, NETTY)));
    }

    private static Work replace(ReplaceBenchmark.Shape shape) {
        return new Work(
                "replace, " + shape.places + " of " + shape.least + ".." + shape.most + " B",
                ReplaceBenchmark.class,
                "replace",
                Map.of("shape", shape.name()),
                List.of(
                        "replace",
                        Integer.toString(shape.places),
                        Integer.toString(shape.least),
                        Integer.toString(shape.most)),
                List.of("tidepool", "glibc"),
                join(List.of("tidepoolSegment"), join(VARIANTS, NETTY)));
    }

    private static Work handOff(long size) {
        return new Work(
                "hand-off, 256 x " + size + " B",
                HandOffBenchmark.class,
                "handOff",
                Map.of("size", Long.toString(size)),
                List.of(),
                List.of("tidepool", "glibc"),
                join(List.of("tidepoolSegment"), join(VARIANTS, NETTY)));
    }

    private static List<String> join(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** {@return the benchmark's parameters for one subject} */
    Map<String, String> parameters(String subject) {
        Map<String, String> all = new HashMap<>(parameters);
        all.put("allocator", subject);
        return all;
    }
}
