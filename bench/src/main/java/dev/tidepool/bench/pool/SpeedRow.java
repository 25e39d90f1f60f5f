// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import dev.tidepool.bench.Row;
import java.util.Comparator;
import java.util.List;

/**
 * A row of the speed table: a Tidepool against the fastest of its peers under one workload.
 *
 * @param target the ratio not to be exceeded; NaN if there is none
 * @param peers variants of one peer, of which the fastest counts; empty if hits are the question
 * @param leastHitRate in percent; below it the time is not worth comparing
 * @param maxBytes garbage per operation that still counts as none; above 0 because JMH's own
 *     threads allocate too
 */
record SpeedRow(
        String title,
        Work work,
        String ours,
        List<String> peers,
        double target,
        double leastHitRate,
        double maxBytes) {

    private static final double NO_GARBAGE = 0.5;
    private static final double NO_TARGET = Double.NaN;

    static final List<SpeedRow> TABLE =
            List.of(
                    of("pair / ThreadLocal<ArrayDeque>", Work.PAIR, 0.7, "threadLocalDeque"),
                    of(
                            "pair / Netty Recycler, its thread",
                            Work.PAIR_FAST_THREAD,
                            0.75,
                            "nettyGuarded",
                            "nettyUnguarded"),
                    of("pair / JCTools MPMC", Work.PAIR, 0.65, "mpmc", "mpmcVarHandle"),
                    of("pair / Stormpot", Work.PAIR, 0.15, "stormpotTryClaim", "stormpotClaim"),
                    of(
                            "100 gets, 100 puts / ThreadLocal<ArrayDeque>",
                            Work.BATCH,
                            1.0,
                            "threadLocalDeque"),
                    of(
                            "pair, 2 threads / ThreadLocal<ArrayDeque>",
                            Work.PAIR_TWO_THREADS,
                            0.75,
                            "threadLocalDeque"),
                    of(
                            "pair, 2 threads / JCTools MPMC",
                            Work.PAIR_TWO_THREADS,
                            0.3,
                            "mpmc",
                            "mpmcVarHandle"),
                    of("hand-off / JCTools MPMC", Work.HAND_OFF, 0.5, "mpmc", "mpmcVarHandle"),
                    of(
                            "hand-off, 64 at a time / JCTools MPMC",
                            Work.PARCEL,
                            0.5,
                            "mpmc",
                            "mpmcVarHandle"),
                    variant("pair with reset hook / fresh", "tidepoolReset"),
                    variant("pair with onEvict / fresh", "tidepoolEvict"),
                    variant("lease / fresh", "tidepoolLease"),
                    hits("storm of collections: hits", Work.STORM, 99),
                    hits("thread per task: hits", Work.CHURN, 0));

    private static SpeedRow of(String title, Work work, double target, String... peers) {
        return new SpeedRow(title, work, "tidepool", List.of(peers), target, 99, NO_GARBAGE);
    }

    private static SpeedRow variant(String title, String ours) {
        return new SpeedRow(
                title, Work.PAIR, ours, List.of("fresh"), NO_TARGET, 99, NO_GARBAGE);
    }

    private static SpeedRow hits(String title, Work work, double leastHitRate) {
        return new SpeedRow(
                title,
                work,
                "tidepool",
                List.of(),
                NO_TARGET,
                leastHitRate,
                Double.POSITIVE_INFINITY);
    }

    /** {@return the same for the report of all libraries} */
    Row row() {
        return new Row(
                title,
                work.name(),
                ours,
                peers,
                Row.Against.FASTEST,
                target,
                new Row.Limits(maxBytes, false, leastHitRate, Double.POSITIVE_INFINITY));
    }

    SpeedFigure figure(Ledger ledger) {
        String peer =
                peers.stream()
                        .min(Comparator.comparingDouble(p -> nanos(ledger, p)))
                        .orElse("-");
        return new SpeedFigure(
                title,
                ours,
                nanos(ledger, ours),
                peer,
                nanos(ledger, peer),
                target,
                ledger.median(work.name(), ours, Sample::bytes),
                maxBytes,
                ledger.median(work.name(), ours, Sample::hitRate),
                leastHitRate,
                ledger.median(work.name(), ours, Sample::retained),
                Double.POSITIVE_INFINITY);
    }

    private double nanos(Ledger ledger, String subject) {
        return ledger.median(work.name(), subject, Sample::nanos);
    }
}
