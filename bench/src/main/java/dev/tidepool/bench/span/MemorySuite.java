// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.bench.Cell;
import dev.tidepool.bench.Profile;
import dev.tidepool.bench.Reading;
import dev.tidepool.bench.Row;
import dev.tidepool.bench.Suite;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What allocators hold over time under three of the {@link Workloads}. */
public final class MemorySuite implements Suite {

    private static final List<String> FEW = List.of("tidepool", "glibc");
    private static final List<String> MANY =
            List.of("tidepool", "glibc", "mimalloc", "jemalloc", "nettyPooledCached");

    private final Map<String, String> absent = new LinkedHashMap<>();

    /**
     * A workload and how long it takes.
     *
     * @param millis how long what is bound by time runs, then what the rest takes in a quick run
     */
    private record Plan(String id, String variant, int millis, int more) {}

    private static final List<Plan> PLANS =
            List.of(
                    new Plan("W14", "plain", 0, 5000),
                    new Plan("W18", "one-thread", 2000, 1500),
                    new Plan("W19", "after-rptest", 0, 6500));

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String title() {
        return "Memory over time";
    }

    @Override
    public String question() {
        return "How much memory does an allocator hold for what the program has live, and does it "
                + "give it back?";
    }

    @Override
    public List<String> series() {
        return Timeline.COLUMNS;
    }

    @Override
    public List<Cell> cells(Profile profile) {
        List<Cell> cells = new ArrayList<>();
        Scale scale =
                switch (profile) {
                    case SMOKE -> Scale.TINY;
                    case QUICK -> Scale.QUICK;
                    case FULL -> Scale.FULL;
                };
        for (Plan plan : plans(profile)) {
            for (String subject : profile.isShort() ? FEW : MANY) {
                if (isPresent(subject)) {
                    cells.add(cell(plan, subject, scale));
                }
            }
        }
        return cells;
    }

    /** {@return the workloads, in minutes without the one whose point the others make too} */
    private static List<Plan> plans(Profile profile) {
        return PLANS.stream()
                .filter(plan -> profile != Profile.QUICK || !plan.id.equals("W18"))
                .toList();
    }

    private boolean isPresent(String subject) {
        Subjects.absence(subject).ifPresent(why -> absent.put(subject, why));
        return !absent.containsKey(subject);
    }

    private static Cell cell(Plan plan, String subject, Scale scale) {
        Workload workload = Timeline.workload(plan.id);
        int millis = scale.pick(50, plan.millis, 5 * plan.millis);
        double seconds = (millis + scale.pick(500, plan.more, 4 * plan.more)) / 1e3;
        return Cell.once(
                plan.id + ", " + workload.title(),
                subject,
                seconds,
                forks -> List.of(reading(plan, subject, scale, Duration.ofMillis(millis))));
    }

    private static Reading reading(Plan plan, String subject, Scale scale, Duration length)
            throws InterruptedException, IOException {
        List<List<Double>> points =
                Timeline.run(plan.id, plan.variant, subject, scale, length);
        Map<String, Double> more = new LinkedHashMap<>();
        for (int i = 1; i < Timeline.COLUMNS.size(); i++) {
            int column = i;
            double most =
                    points.stream()
                            .mapToDouble(point -> point.get(column))
                            .filter(value -> !Double.isNaN(value))
                            .max()
                            .orElse(Double.NaN);
            more.put("most " + Timeline.COLUMNS.get(i) + " MiB", most);
        }
        more.put("process MiB at the end", points.getLast().getLast());
        return Reading.ofMore(more).with(more, points);
    }

    @Override
    public List<Row> rows() {
        return List.of();
    }

    @Override
    public Map<String, String> absent() {
        return absent;
    }
}
