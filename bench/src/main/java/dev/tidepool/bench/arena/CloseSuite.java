// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

import dev.tidepool.bench.Cell;
import dev.tidepool.bench.Profile;
import dev.tidepool.bench.Reading;
import dev.tidepool.bench.Row;
import dev.tidepool.bench.Suite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long single closes keep their callers, by {@link CloseLatency}, in this process. */
public final class CloseSuite implements Suite {

    @Override
    public String name() {
        return "closes";
    }

    @Override
    public String title() {
        return "Closing shared memory";
    }

    @Override
    public String question() {
        return "How long does a close keep its caller while other threads are parked, or inside "
                + "one long access?";
    }

    @Override
    public List<Cell> cells(Profile profile) {
        int millis = profile.pick(50, 500, 10_000);
        boolean isSmoke = profile == Profile.SMOKE;
        List<Cell> cells = new ArrayList<>();
        for (Beside.Kind kind : Beside.Kind.values()) {
            for (String subject : CloseLatency.SUBJECTS) {
                cells.add(
                        Cell.once(
                                "close beside " + kind.title,
                                subject,
                                2 * millis / 1e3,
                                forks -> {
                                    Latency latency =
                                            CloseLatency.run(subject, kind, millis, isSmoke);
                                    return List.of(Reading.ofMore(figures(latency)));
                                }));
            }
        }
        return cells;
    }

    private static Map<String, Double> figures(Latency latency) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("closes", (double) latency.closes());
        figures.put("p50 us", latency.p50());
        figures.put("p99 us", latency.p99());
        figures.put("p99.9 us", latency.p999());
        figures.put("max us", latency.most());
        return figures;
    }

    @Override
    public List<Row> rows() {
        return List.of();
    }
}
