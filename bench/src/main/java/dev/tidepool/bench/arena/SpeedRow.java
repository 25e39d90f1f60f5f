// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

import dev.tidepool.bench.Ledger;
import dev.tidepool.bench.Row;
import dev.tidepool.bench.SpeedFigure;
import java.util.List;

/**
 * A row of the speed table: a kind of Tidepool's arenas against what the JDK has, or malloc.
 *
 * @param target the ratio not to be exceeded; NaN if there is none, and then garbage is only shown
 */
record SpeedRow(Work work, String ours, String peer, double target) {

    // What JMH's own threads allocate counts for nobody.
    private static final double NOISE = 0.5;

    /** The rows with a target first. */
    static final List<SpeedRow> TABLE =
            List.of(
                    new SpeedRow(Work.ONE_64, "tidepool", "jdk", 0.35),
                    new SpeedRow(Work.ONE_64_ESCAPING, "tidepool", "jdk", 0.35),
                    new SpeedRow(Work.TEN_100, "tidepool", "jdk", 0.2),
                    new SpeedRow(Work.TEN_100_ESCAPING, "tidepool", "jdk", 0.2),
                    new SpeedRow(Work.LEASE_64, "tidepoolLease", "jdkShared", 0.03),
                    shown(Work.LEASE_4K, "tidepoolLease", "jdkShared"),
                    shown(Work.LEASE_64K, "tidepoolLease", "jdkShared"),
                    shown(Work.LEASE_64, "tidepoolLease", "jdkAuto"),
                    shown(Work.HAND_OFF, "tidepoolLease", "jdkShared"),
                    shown(Work.ONE_64, "tidepool", "calloc"),
                    shown(Work.TEN_100, "tidepool", "jdkSlicing"),
                    shown(Work.CHILD, "tidepoolChild", "jdk"),
                    shown(Work.SHARED, "tidepoolShared", "jdkShared"),
                    shown(Work.VIRTUAL, "tidepool", "jdk"));

    private static SpeedRow shown(Work work, String ours, String peer) {
        return new SpeedRow(work, ours, peer, Double.NaN);
    }

    boolean hasTarget() {
        return !Double.isNaN(target);
    }

    /** {@return whether both sides took part: a quick run leaves some out} */
    boolean isMeasured(Ledger ledger) {
        return !Double.isNaN(ledger.nanos(work.name(), ours))
                && !Double.isNaN(ledger.nanos(work.name(), peer));
    }

    /** {@return the same for the report of all libraries} */
    Row row() {
        return new Row(
                work.name() + " / " + peer,
                work.name(),
                ours,
                List.of(peer),
                Row.Against.FASTEST,
                target,
                hasTarget()
                        ? new Row.Limits(NOISE, true, 0, Double.POSITIVE_INFINITY)
                        : Row.Limits.NONE);
    }

    /** The garbage allowed is the JDK's: what an arena consists of, and nothing for the memory. */
    SpeedFigure figure(Ledger ledger) {
        double allowed = ledger.bytes(work.name(), peer) + NOISE;
        return new SpeedFigure(
                work.name() + " / " + peer,
                ours,
                ledger.nanos(work.name(), ours),
                peer,
                ledger.nanos(work.name(), peer),
                target,
                ledger.bytes(work.name(), ours),
                hasTarget() ? allowed : Double.POSITIVE_INFINITY);
    }
}
