// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import dev.tidepool.bench.Cell;
import dev.tidepool.bench.Profile;
import dev.tidepool.bench.Reading;
import dev.tidepool.bench.Row;
import dev.tidepool.bench.Suite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The pool on virtual threads, by {@link VirtualThreadDriver}: all subjects in turn, in this
 * process. The time of a task is that above an empty one, the median of a round's repetitions.
 */
public final class VirtualSuite implements Suite {

    private static final int TASKS = 10_000;
    private static final double TARGET = 1.0;
    // One for each carrier would be enough; a stripe may hold a magazine or two.
    private static final int MOST_RETAINED = 512;
    private static final int MOST_RETAINED_PER_PROCESSOR = 256;
    private static final double TASK_SECONDS = 700e-9; // Of a subject's and of the empty one's.
    private static final int WARM_UPS = 5;

    @Override
    public String name() {
        return "virtual";
    }

    @Override
    public String title() {
        return "Pool on virtual threads";
    }

    @Override
    public String question() {
        return "What does an object cost that a virtual thread gets, yields with, and puts back, "
                + "above a thread that only yields?";
    }

    @Override
    public List<Cell> cells(Profile profile) {
        int repetitions = profile.pick(3, 17, 21);
        double seconds =
                (repetitions + WARM_UPS)
                        * VirtualThreadDriver.SUBJECTS.size()
                        * TASKS
                        * TASK_SECONDS;
        List<Cell> cells = new ArrayList<>();
        for (int inFlight : new int[] {VirtualThreadDriver.IN_FLIGHT, TASKS}) {
            cells.add(
                    new Cell(
                            work(inFlight),
                            VirtualThreadDriver.SUBJECTS,
                            Integer.MAX_VALUE,
                            seconds,
                            forks -> run(inFlight, repetitions)));
        }
        return cells;
    }

    private static String work(int inFlight) {
        return TASKS + " virtual threads, " + inFlight + " at a time";
    }

    private static List<Reading> run(int inFlight, int repetitions) throws InterruptedException {
        return VirtualThreadDriver.run(
                        TASKS, inFlight, repetitions, VirtualThreadDriver.SUBJECTS)
                .stream()
                .map(VirtualSuite::reading)
                .toList();
    }

    private static Reading reading(VirtualResult result) {
        return new Reading(
                result.nanosAboveEmpty(),
                result.bytesAboveEmpty(),
                result.hitRate(),
                result.retained(),
                "",
                List.of(),
                Map.of("ns/task in all", result.nanos()),
                List.of());
    }

    @Override
    public List<Row> rows() {
        int processors = Runtime.getRuntime().availableProcessors();
        int most = Math.max(MOST_RETAINED, MOST_RETAINED_PER_PROCESSOR * processors);
        List<Row> rows = new ArrayList<>();
        for (int inFlight : new int[] {VirtualThreadDriver.IN_FLIGHT, TASKS}) {
            rows.add(
                    new Row(
                            work(inFlight) + " / JCTools MPMC",
                            work(inFlight),
                            "tidepool",
                            List.of("mpmcVarHandle"),
                            Row.Against.FASTEST,
                            TARGET,
                            // No bound on garbage: that of tasks no bounded pool can serve.
                            new Row.Limits(Double.POSITIVE_INFINITY, false, 0, most)));
        }
        return rows;
    }
}
