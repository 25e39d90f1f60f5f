// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.bench.Ledger;
import dev.tidepool.bench.Row;
import dev.tidepool.bench.SpeedFigure;
import dev.tidepool.bench.Statistics;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A row of the speed table: Tidepool against its peers under one workload.
 *
 * @param peers those compared with
 * @param against which of their figures counts
 * @param target the ratio not to be exceeded; NaN if there is none: the row only informs
 * @param maxBytes garbage per operation that still counts as none; NaN if none is promised
 */
record SpeedRow(
        String title,
        Work work,
        String ours,
        List<String> peers,
        Against against,
        double target,
        double maxBytes) {

    /** What stands for several peers. */
    enum Against {
        FASTEST,
        MEDIAN
    }

    // Garbage per operation that still counts as none: JMH's own threads allocate too.
    static final double NO_GARBAGE = 0.5;

    private static final String TCMALLOC_IN_C = NativeBaseline.name(NativeLibrary.TCMALLOC);

    private static final List<NativeLibrary> IN_C =
            List.of(NativeLibrary.GLIBC, NativeLibrary.MIMALLOC, NativeLibrary.JEMALLOC);

    private static final List<SpeedRow> TARGETS =
            List.of(
                    of(Work.PAIR_64, 0.9, "glibc"),
                    of(Work.PAIR_1K, 0.9, "glibc"),
                    inC(Work.PAIR_64),
                    inC(Work.PAIR_1K),
                    of(Work.PAIR_64, 0.15, "nettyPooled", "nettyPooledCached"),
                    of(Work.PAIR_64, 0.15, "nettyAdaptive", "nettyAdaptiveCached"),
                    of(Work.PAIR_1K, 0.15, "nettyPooled", "nettyPooledCached"),
                    of(Work.PAIR_1K, 0.15, "nettyAdaptive", "nettyAdaptiveCached"),
                    of(Work.PAIR_64_FAST_THREAD, 0.15, "nettyPooled"),
                    of(Work.PAIR_64_FAST_THREAD, 0.15, "nettyAdaptive"),
                    of(Work.PAIR_1K_FAST_THREAD, 0.15, "nettyPooled"),
                    of(Work.PAIR_1K_FAST_THREAD, 0.15, "nettyAdaptive"),
                    of(Work.FIFO_64, 0.6, "glibc"),
                    of(Work.LIFO_64, 0.6, "glibc"),
                    of(Work.FIFO_1K, 0.6, "glibc"),
                    of(Work.REPLACE_100000, 0.5, "glibc"),
                    of(Work.HAND_OFF_64, 0.6, "glibc"),
                    of(Work.HAND_OFF_1K, Double.NaN, "glibc"),
                    of(Work.FIFO_64_LONG, Double.NaN, "glibc"),
                    of(Work.REPLACE_1000, Double.NaN, "glibc"),
                    of(Work.REPLACE_LARGE, Double.NaN, "glibc"));

    /** The rows with targets first, then those that only inform. */
    static final List<SpeedRow> TABLE =
            Stream.of(
                            TARGETS.stream(),
                            informing(Work.PAIR_64),
                            informing(Work.PAIR_1K),
                            Stream.of(
                                            Work.FIFO_64,
                                            Work.LIFO_64,
                                            Work.FIFO_1K,
                                            Work.FIFO_64_LONG,
                                            Work.REPLACE_1000,
                                            Work.REPLACE_100000,
                                            Work.REPLACE_LARGE)
                                    .map(work -> informing(work, "tidepool", TCMALLOC_IN_C)))
                    .flatMap(rows -> rows)
                    .toList();

    /** Peers of a pair that no target names, and what each profile costs over the default. */
    private static Stream<SpeedRow> informing(Work pair) {
        return Stream.concat(
                Stream.of(
                                "mimalloc",
                                "jemalloc",
                                "tcmalloc",
                                TCMALLOC_IN_C,
                                "arenaConfined",
                                "directBuffer")
                        .map(peer -> informing(pair, "tidepool", peer)),
                Stream.of(
                                "tidepoolThroughput",
                                "tidepoolLowMemory",
                                "tidepoolHardened",
                                "tidepoolDebug")
                        .map(profile -> informing(pair, profile, "tidepool")));
    }

    private static SpeedRow informing(Work work, String ours, String peer) {
        boolean isDefault = ours.equals("tidepool");
        return new SpeedRow(
                work.name() + (isDefault ? " / " + peer : ", " + ours + " / the default profile"),
                work,
                ours,
                List.of(peer),
                Against.FASTEST,
                Double.NaN,
                Double.NaN);
    }

    private static SpeedRow of(Work work, double target, String... peers) {
        return new SpeedRow(
                work.name() + " / " + peers[0],
                work,
                "tidepool",
                List.of(peers),
                Against.FASTEST,
                target,
                NO_GARBAGE);
    }

    private static SpeedRow inC(Work work) {
        return new SpeedRow(
                work.name() + " / glibc, mimalloc, jemalloc from C",
                work,
                "tidepool",
                IN_C.stream().map(NativeBaseline::name).toList(),
                Against.MEDIAN,
                1.0,
                NO_GARBAGE);
    }

    /** {@return the same for the report of all libraries} */
    Row row() {
        return new Row(
                title,
                work.name(),
                ours,
                peers,
                against == Against.FASTEST ? Row.Against.FASTEST : Row.Against.MEDIAN,
                target,
                Double.isNaN(maxBytes) ? Row.Limits.NONE : Row.Limits.ofBytes(maxBytes));
    }

    SpeedFigure figure(Ledger ledger) {
        return new SpeedFigure(
                title,
                ours,
                ledger.nanos(work.name(), ours),
                peer(ledger),
                peerNanos(ledger),
                target,
                ledger.bytes(work.name(), ours),
                maxBytes);
    }

    /** {@return whether a row of the table beside those that only inform needs a subject} */
    static boolean hangsOn(Work work, String subject) {
        return TARGETS.stream()
                .filter(row -> row.work.equals(work))
                .anyMatch(row -> row.ours.equals(subject) || row.peers.contains(subject));
    }

    /** As {@link #hangsOn}, of any of the C programs: they are measured together. */
    static boolean hangsOnC(Work work) {
        return Stream.of(NativeLibrary.values())
                .anyMatch(library -> hangsOn(work, NativeBaseline.name(library)));
    }

    private List<String> known(Ledger ledger) {
        return peers.stream()
                .filter(peer -> !Double.isNaN(ledger.nanos(work.name(), peer)))
                .sorted(Comparator.comparingDouble(peer -> ledger.nanos(work.name(), peer)))
                .toList();
    }

    private String peer(Ledger ledger) {
        List<String> known = known(ledger);
        if (known.isEmpty()) {
            return "-";
        }
        return against == Against.FASTEST ? known.getFirst() : "median of " + known.size();
    }

    private double peerNanos(Ledger ledger) {
        List<String> known = known(ledger);
        // A median of fewer than all is another figure than the one asked for.
        if (known.isEmpty() || (against == Against.MEDIAN && known.size() < peers.size())) {
            return Double.NaN;
        }
        List<Double> nanos = known.stream().map(peer -> ledger.nanos(work.name(), peer)).toList();
        return against == Against.FASTEST ? nanos.getFirst() : Statistics.median(nanos);
    }
}
