// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import dev.tidepool.bench.Cell;
import dev.tidepool.bench.Fork;
import dev.tidepool.bench.Profile;
import dev.tidepool.bench.Row;
import dev.tidepool.bench.Suite;
import dev.tidepool.bench.pool.PoolProfiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The buffer pool's part of the report; {@link RetentionSuite} has what is kept. */
public final class BufferSuite implements Suite {

    @Override
    public String name() {
        return "buffer";
    }

    @Override
    public String title() {
        return "Buffers";
    }

    @Override
    public String question() {
        return "What does it cost to get a buffer of a size, to touch it and to put it back?";
    }

    @Override
    public String retainedUnit() {
        return "bytes";
    }

    @Override
    public List<Cell> cells(Profile profile) {
        List<Row> rows = rows();
        List<Cell> cells = new ArrayList<>();
        for (Work work : Work.ALL) {
            Stream.concat(work.quick().stream(), work.further().stream())
                    .filter(subject -> isWanted(profile, rows, work, subject))
                    .map(subject -> cell(work, subject, profile))
                    .forEach(cells::add);
        }
        return cells;
    }

    /** A short report leaves out those peers that the buffers' own quick report does. */
    private static boolean isWanted(
            Profile profile, List<Row> rows, Work work, String subject) {
        boolean isTargeted = Row.isTargeted(rows, work.name(), subject);
        return !profile.isShort() || (isTargeted && work.quick().contains(subject));
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
        return SpeedRow.TABLE.stream().map(SpeedRow::row).toList();
    }
}
