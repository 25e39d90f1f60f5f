// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

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

/** The arenas' part of the report; {@link CloseSuite} has single closes. */
public final class ArenaSuite implements Suite {

    private final Optional<Plant> plant;

    public ArenaSuite(Optional<Plant> plant) {
        this.plant = plant;
    }

    @Override
    public String name() {
        return "arena";
    }

    @Override
    public String title() {
        return "Arenas";
    }

    @Override
    public String question() {
        return "What does it cost to open a scope of native memory, to allocate zeroed blocks in "
                + "it and to close it?";
    }

    @Override
    public List<Cell> cells(Profile profile) {
        List<Row> rows = rows();
        List<Cell> cells = new ArrayList<>();
        for (Work work : Work.ALL) {
            Stream.concat(work.quick().stream(), work.further().stream())
                    .filter(s -> !profile.isShort() || Row.isTargeted(rows, work.name(), s))
                    .map(subject -> cell(work, subject, profile))
                    .forEach(cells::add);
        }
        return cells;
    }

    private Cell cell(Work work, String subject, Profile profile) {
        return new Fork(work.benchmark(), work.method(), work.parameters(subject), List.of())
                .cell(work.name(), subject, profile, work.isPlantable() ? plant : Optional.empty());
    }

    @Override
    public List<Row> rows() {
        return SpeedRow.TABLE.stream().map(SpeedRow::row).toList();
    }
}
