// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import dev.tidepool.bench.Forks;
import dev.tidepool.bench.Json;
import dev.tidepool.bench.Machine;
import dev.tidepool.bench.ReportOptions;
import dev.tidepool.bench.Reports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Does the pool meet its rows of the speed table, in one run on this machine?
 *
 * <p>The rounds go over all workloads and subjects again and again, one fork each: what disturbs
 * the machine for a minute disturbs ours and the peers. Ratios are those of the medians over the
 * rounds. Every figure stands beside the garbage, the hits and the objects kept that it was bought
 * with. No figure fails the run: a time depends on the machine.
 *
 * <pre>
 * java -cp bench/target/benchmarks.jar dev.tidepool.bench.pool.PoolReport [--quick] [--json FILE]
 * </pre>
 *
 * The host's JVM flags are those of the forks; {@code --sun-misc-unsafe-memory-access=allow} on the
 * host silences the JVM's remark about JMH.
 */
public final class PoolReport {

    private static final int TASKS = 10_000;
    private static final double VIRTUAL_TARGET = 1.0;

    private final ReportOptions options;
    private final Forks forks;
    private final Ledger ledger = new Ledger();
    private final List<VirtualResult> virtual = new ArrayList<>();

    private PoolReport(ReportOptions options) {
        this.options = options;
        this.forks = new Forks(options);
    }

    public static void main(String[] args) throws InterruptedException, IOException {
        Reports.main(PoolReport.class, args, options -> new PoolReport(options).run());
    }

    private void run() throws RunnerException, InterruptedException, IOException {
        System.out.println(Machine.here().describe());
        for (int round = 0; round < options.rounds(); round++) {
            round(round);
        }
        for (int inFlight : new int[] {VirtualThreadDriver.IN_FLIGHT, TASKS}) {
            forks.progress("virtual threads, " + inFlight + " at a time");
            virtual.addAll(
                    VirtualThreadDriver.run(
                            TASKS,
                            inFlight,
                            options.virtualRepetitions(),
                            VirtualThreadDriver.SUBJECTS));
        }
        List<SpeedFigure> figures = figures();
        System.out.println(ledger.table());
        System.out.println(VirtualResult.table(virtual));
        System.out.println(SpeedFigure.table(figures));
        Path json = options.json();
        if (json != null) {
            Files.writeString(json, Json.write(document(figures)));
        }
    }

    private void round(int round) throws RunnerException {
        for (Work work : Work.ALL) {
            List<String> subjects = options.subjects(work.quick(), work.further());
            int n = subjects.size();
            for (int i = 0; i < n; i++) {
                // Each round begins with another subject.
                measure(round, work, subjects.get((round + i) % n));
            }
        }
    }

    private void measure(int round, Work work, String subject) throws RunnerException {
        String where = "round " + (round + 1) + "/" + options.rounds();
        forks.progress(where + ", " + work.name() + ": " + subject);
        RunResult result =
                forks.run(
                        work.benchmark(),
                        work.method(),
                        work.parameters(subject),
                        List.of(PoolProfiler.class));
        ledger.add(work.name(), subject, Sample.of(result));
    }

    private List<SpeedFigure> figures() {
        List<SpeedFigure> figures = new ArrayList<>();
        for (SpeedRow row : SpeedRow.TABLE) {
            figures.add(row.figure(ledger));
        }
        for (VirtualResult ours : virtual) {
            for (VirtualResult peer : virtual) {
                if (ours.subject().equals("tidepool")
                        && peer.subject().equals("mpmcVarHandle")
                        && ours.inFlight() == peer.inFlight()) {
                    figures.add(SpeedFigure.of(ours, peer, VIRTUAL_TARGET));
                }
            }
        }
        return figures;
    }

    private Map<String, Object> document(List<SpeedFigure> figures) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("machine", Machine.here().toMap());
        document.put("options", options.toString());
        document.put("rows", figures.stream().map(SpeedFigure::toMap).toList());
        document.put("samples", ledger.toList());
        document.put("virtual", virtual.stream().map(VirtualResult::toMap).toList());
        document.put("jmh", forks.json());
        return document;
    }
}
