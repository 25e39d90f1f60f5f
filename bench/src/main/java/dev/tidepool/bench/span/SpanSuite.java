// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.bench.Cell;
import dev.tidepool.bench.Fork;
import dev.tidepool.bench.Profile;
import dev.tidepool.bench.Reading;
import dev.tidepool.bench.Row;
import dev.tidepool.bench.Suite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The span allocator's part of the report, with the C programs where they can be built. */
public final class SpanSuite implements Suite {

    private static final double REPETITIONS = 3; // Of a C program.

    private final List<Row> rows = SpeedRow.TABLE.stream().map(SpeedRow::row).toList();
    private final Map<String, String> absent = new LinkedHashMap<>();

    @Override
    public String name() {
        return "span";
    }

    @Override
    public String title() {
        return "Span allocator";
    }

    @Override
    public String question() {
        return "What does it cost to allocate a block of native memory, to touch it and to free "
                + "it?";
    }

    @Override
    public List<Cell> cells(Profile profile) throws InterruptedException, IOException {
        Optional<NativeBaseline> inC = NativeBaseline.build();
        List<Cell> cells = new ArrayList<>();
        for (Work work : Work.ALL) {
            Stream.concat(work.quick().stream(), work.further().stream())
                    .filter(subject -> isWanted(profile, work, subject))
                    .filter(this::isPresent)
                    .map(subject -> cell(work, subject, profile))
                    .forEach(cells::add);
            if (!work.inC().isEmpty()) {
                addInC(cells, work, profile, inC);
            }
        }
        return cells;
    }

    private boolean isWanted(Profile profile, Work work, String subject) {
        return !profile.isShort() || Row.isTargeted(rows, work.name(), subject);
    }

    private boolean isPresent(String subject) {
        Optional<String> why = Subjects.absence(subject);
        why.ifPresent(reason -> absent.put(subject, reason));
        return why.isEmpty();
    }

    private static Cell cell(Work work, String subject, Profile profile) {
        return new Fork(work.benchmark(), work.method(), work.parameters(subject), List.of())
                .cell(work.name(), subject, profile, Optional.empty());
    }

    private void addInC(
            List<Cell> cells, Work work, Profile profile, Optional<NativeBaseline> baseline) {
        for (NativeLibrary library : NativeLibrary.values()) {
            String name = NativeBaseline.name(library);
            if (!isWanted(profile, work, name)) {
                continue;
            }
            if (baseline.isEmpty()) {
                absent.put(name, "needs a C compiler, and the project's folder as the current one");
            } else if (library.notInstalled().isPresent()) {
                absent.put(name, library.notInstalled().orElseThrow());
            } else {
                cells.add(inC(work, library, name, profile, baseline.get()));
            }
        }
    }

    private static Cell inC(
            Work work,
            NativeLibrary library,
            String name,
            Profile profile,
            NativeBaseline baseline) {
        int millis = profile.pace().iterationMillis();
        return Cell.of(
                work.name(),
                name,
                REPETITIONS * millis / 1e3,
                forks ->
                        List.of(
                                Reading.ofNanos(
                                        baseline.measure(library, work.inC(), millis))));
    }

    @Override
    public List<Row> rows() {
        return rows;
    }

    @Override
    public Map<String, String> absent() {
        return absent;
    }
}
