// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import dev.tidepool.bench.Cell;
import dev.tidepool.bench.Fork;
import dev.tidepool.bench.Plant;
import dev.tidepool.bench.Profile;
import dev.tidepool.bench.Row;
import dev.tidepool.bench.Suite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The pool's part of the report: all its workloads but the one of {@link VirtualSuite}. */
public final class PoolSuite implements Suite {

    private final Optional<Plant> plant;

    public PoolSuite(Optional<Plant> plant) {
        this.plant = plant;
    }

    @Override
    public String name() {
        return "pool";
    }

    @Override
    public String title() {
        return "Pool";
    }

    @Override
    public String question() {
        return "What does it cost to get an object of 328 B, to touch it and to put it back?";
    }

    @Override
    public List<Cell> cells(Profile profile) {
        List<Row> rows = rows();
        List<Cell> cells = new ArrayList<>();
        for (Work work : Work.ALL) {
            Stream.concat(work.quick().stream(), work.further().stream())
                    .filter(s -> !profile.isShort() || Row.isTargeted(rows, work.name(), s))
                    .map(subject -> fork(work, subject).cell(work.name(), subject, profile, plant))
                    .forEach(cells::add);
        }
        return cells;
    }

    private static Fork fork(Work work, String subject) {
        return new Fork(
                work.benchmark(),
                work.method(),
                work.parameters(subject),
                List.of(PoolProfiler.class));
    }

    @Override
    public List<Row> rows() {
        return SpeedRow.TABLE.stream().map(SpeedRow::row).toList();
    }
}
