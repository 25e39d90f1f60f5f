// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import dev.tidepool.bench.Cell;
import dev.tidepool.bench.Json;
import dev.tidepool.bench.JsonTree;
import dev.tidepool.bench.Profile;
import dev.tidepool.bench.Reading;
import dev.tidepool.bench.Row;
import dev.tidepool.bench.Suite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Suites and reports that nothing has been measured for. */
final class Samples {

    static final String HOSTILE = "<script>alert('x')</script> & \"a|b\" *c*";

    private Samples() {}

    static JsonTree fingerprint(String commit) throws IOException {
        return JsonTree.parse(
                Json.line(
                        Map.of(
                                "machine",
                                Map.of("processors", 2, "flags", List.of(HOSTILE)),
                                "profile",
                                "quick",
                                "plant",
                                "",
                                "commit",
                                commit)));
    }

    /** A suite that says what it was asked and answers at once. */
    static final class FakeSuite implements Suite {
        final List<String> asked = new ArrayList<>();
        String failing = "";

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public String title() {
            return HOSTILE;
        }

        @Override
        public String question() {
            return HOSTILE;
        }

        @Override
        public List<String> series() {
            return List.of("s", "live");
        }

        @Override
        public List<Cell> cells(Profile profile) {
            return List.of(
                    cell("pair", "tidepool", 5),
                    cell("pair", HOSTILE, 10),
                    new Cell(
                            "both",
                            List.of("tidepool", "peer"),
                            Integer.MAX_VALUE,
                            1,
                            forks -> {
                                asked.add("both");
                                return List.of(Reading.ofNanos(3), Reading.ofNanos(2));
                            }),
                    Cell.once(
                            "memory",
                            "tidepool",
                            1,
                            forks -> {
                                asked.add("memory");
                                return List.of(memory());
                            }));
        }

        private Cell cell(String work, String subject, double nanos) {
            return Cell.of(
                    work,
                    subject,
                    1,
                    forks -> {
                        asked.add(subject);
                        if (subject.equals(failing)) {
                            throw new IOException(HOSTILE);
                        }
                        return List.of(Reading.ofNanos(nanos));
                    });
        }

        private static Reading memory() {
            Map<String, Double> more = Map.of("most MiB", 2.0);
            return Reading.ofMore(more).with(more, List.of(List.of(0.0, 1.0), List.of(1.0, 2.0)));
        }

        @Override
        public List<Row> rows() {
            return List.of(
                    row("pair / " + HOSTILE, "pair", HOSTILE, 0.7),
                    row("both / peer", "both", "peer", 1),
                    row("both, shown", "both", "peer", Double.NaN),
                    row("never", "never", "peer", 1));
        }

        private static Row row(String title, String work, String peer, double target) {
            return new Row(
                    title,
                    work,
                    "tidepool",
                    List.of(peer),
                    Row.Against.FASTEST,
                    target,
                    Row.Limits.NONE);
        }

        @Override
        public Map<String, String> absent() {
            return Map.of("absentPeer", "not installed");
        }
    }
}
