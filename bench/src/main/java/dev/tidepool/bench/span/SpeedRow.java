// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.bench.Ledger;
import dev.tidepool.bench.SpeedFigure;
import dev.tidepool.bench.Statistics;
import java.util.Comparator;
import java.util.List;

/**
 * A row of the speed table: Tidepool against its peers under one workload.
 *
 * @param peers those compared with
 * @param against which of their figures counts
 * @param target the ratio not to be exceeded; NaN if there is none
 */
record SpeedRow(
        String title, Work work, String ours, List<String> peers, Against against, double target) {

    /** What stands for several peers. */
    enum Against {
        FASTEST,
        MEDIAN
    }

    // Garbage per operation that still counts as none: JMH's own threads allocate too.
    private static final double NO_GARBAGE = 0.5;

    private static final List<NativeLibrary> IN_C =
            List.of(NativeLibrary.GLIBC, NativeLibrary.MIMALLOC, NativeLibrary.JEMALLOC);

    static final List<SpeedRow> TABLE =
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

    private static SpeedRow of(Work work, double target, String... peers) {
        return new SpeedRow(
                work.name() + " / " + peers[0],
                work,
                "tidepool",
                List.of(peers),
                Against.FASTEST,
                target);
    }

    private static SpeedRow inC(Work work) {
        return new SpeedRow(
                work.name() + " / glibc, mimalloc, jemalloc from C",
                work,
                "tidepool",
                IN_C.stream().map(NativeBaseline::name).toList(),
                Against.MEDIAN,
                1.0);
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
                NO_GARBAGE);
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
