// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.bounded;

import dev.tidepool.bench.Cell;
import dev.tidepool.bench.Fork;
import dev.tidepool.bench.Profile;
import dev.tidepool.bench.Row;
import dev.tidepool.bench.Suite;
import dev.tidepool.bench.pool.PoolProfiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The bounded pool's part of the report. No row has a target yet: times and garbage are shown. A
 * short report has two of them, with the two peers that looked the fastest.
 */
public final class BoundedSuite implements Suite {

    // What people write by hand is measured, but it neither validates nor expires anything.
    private static final List<String> POOLS =
            List.of("stormpot", "commonsPool2", "vibur", "hikariBag");

    private static final List<String> POOLS_ON_VIRTUAL_THREADS =
            List.of("stormpot", "stormpotVirtualTap", "commonsPool2", "vibur", "hikariBag");

    private static final List<String> TRYING_POOLS = List.of("stormpotTryClaim", "viburTryTake");

    @Override
    public String name() {
        return "bounded";
    }

    @Override
    public String title() {
        return "Bounded pools";
    }

    @Override
    public String question() {
        return "What does a claim and its close cost, uncontended and when threads have to wait?";
    }

    @Override
    public List<Cell> cells(Profile profile) {
        List<Cell> cells = new ArrayList<>();
        for (Work work : Work.ALL) {
            for (String subject : work.subjects(profile.isShort())) {
                cells.add(cell(work, subject, profile));
            }
        }
        return cells;
    }

    private static Cell cell(Work work, String subject, Profile profile) {
        return new Fork(
                        work.benchmark(),
                        work.method(),
                        work.parameters(subject),
                        List.of(PoolProfiler.class))
                .cell(work.name(), subject, profile, Optional.empty());
    }

    @Override
    public List<Row> rows() {
        return List.of(
                row(Work.PAIR, "tidepool", POOLS),
                row(Work.PAIR, "tidepoolTryClaim", TRYING_POOLS),
                row(Work.TWO_THREADS, "tidepool", POOLS),
                row(Work.TWO_THREADS, "tidepoolTryClaim", TRYING_POOLS),
                row(Work.FOUR_ON_TWO, "tidepool", POOLS),
                row(Work.VIRTUAL, "tidepool", POOLS_ON_VIRTUAL_THREADS));
    }

    private static Row row(Work work, String ours, List<String> peers) {
        boolean isTrying = Subjects.TRYING.contains(ours);
        return new Row(
                work.name() + (isTrying ? ", try" : "") + " / best pool",
                work.name(),
                ours,
                peers,
                Row.Against.FASTEST,
                Double.NaN,
                Row.Limits.NONE);
    }
}
