// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import dev.tidepool.bench.Row;
import dev.tidepool.bench.pool.Ledger;
import dev.tidepool.bench.pool.Sample;
import dev.tidepool.bench.pool.SpeedFigure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A row of the speed table: a pool of ours against the fastest of its peers under one workload.
 *
 * @param target the ratio not to be exceeded; NaN if there is none, and then hits and garbage are
 *     only shown
 */
record SpeedRow(String title, Work work, String ours, List<String> peers, double target) {

    private static final double LEAST_HIT_RATE = 99;

    // Above 0 because JMH's own threads allocate too.
    private static final double NO_GARBAGE = 0.5;

    // Each of them serves nested uses and all sizes, and gives one user's buffer to the next.
    private static final List<String> POOLS =
            List.of(
                    "threadLocalDeques",
                    "concurrentQueues",
                    "jetty",
                    "jettyQuadratic",
                    "nettyPooledCached",
                    "nettyAdaptiveCached");

    /** The rows with a target first. */
    static final List<SpeedRow> TABLE = table();

    private static List<SpeedRow> table() {
        List<SpeedRow> table = new ArrayList<>();
        table.add(of("pair, 1 KiB / Pool<byte[]>", Work.PAIR_1K, 1.3, "tidepoolPool"));
        for (Work work :
                List.of(Work.SIZES_PAIR, Work.SIZES_TWO_THREADS, Work.BATCH, Work.HAND_OFF)) {
            List<String> pools = new ArrayList<>(POOLS);
            pools.removeIf(pool -> !takesPart(pool, work));
            table.add(new SpeedRow(work.name() + " / best pool", work, "tidepool", pools, 1.0));
        }
        table.add(
                of(
                        "pair, sizes, Netty's thread / Netty",
                        Work.SIZES_FAST_THREAD,
                        1.0,
                        "nettyPooled",
                        "nettyAdaptive"));
        table.add(shown("pair, 4 KiB / Pool<byte[]>", Work.PAIR_4K, "tidepoolPool"));
        table.add(shown("pair, 32 KiB / Lucene", Work.PAIR_32K, "lucene"));
        table.add(shown("pair, 64 KiB / new", Work.PAIR_64K, "fresh"));
        for (String peer : Work.SIZES_PAIR.quick()) {
            if (!peer.equals("tidepool")) {
                table.add(shown("pair, sizes / " + peer, Work.SIZES_PAIR, peer));
            }
        }
        table.add(shown(Work.VIRTUAL_64.name(), Work.VIRTUAL_64, "concurrentQueues"));
        return List.copyOf(table);
    }

    private static boolean takesPart(String subject, Work work) {
        return work.quick().contains(subject) || work.further().contains(subject);
    }

    private static SpeedRow of(String title, Work work, double target, String... peers) {
        return new SpeedRow(title, work, "tidepool", List.of(peers), target);
    }

    private static SpeedRow shown(String title, Work work, String peer) {
        return new SpeedRow(title, work, "tidepool", List.of(peer), Double.NaN);
    }

    boolean hasTarget() {
        return !Double.isNaN(target);
    }

    /** {@return the same for the report of all libraries} */
    Row row() {
        Row.Limits limits =
                new Row.Limits(NO_GARBAGE, false, LEAST_HIT_RATE, Double.POSITIVE_INFINITY);
        return new Row(
                title,
                work.name(),
                ours,
                peers,
                Row.Against.FASTEST,
                target,
                hasTarget() ? limits : Row.Limits.NONE);
    }

    /** The peers that a quick run leaves out do not count. */
    SpeedFigure figure(Ledger ledger) {
        String peer =
                peers.stream()
                        .filter(p -> !Double.isNaN(nanos(ledger, p)))
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
                hasTarget() ? NO_GARBAGE : Double.POSITIVE_INFINITY,
                ledger.median(work.name(), ours, Sample::hitRate),
                hasTarget() ? LEAST_HIT_RATE : 0,
                ledger.median(work.name(), ours, Sample::retained),
                Double.POSITIVE_INFINITY);
    }

    private double nanos(Ledger ledger, String subject) {
        return ledger.median(work.name(), subject, Sample::nanos);
    }
}
