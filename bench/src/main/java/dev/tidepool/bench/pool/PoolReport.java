// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import dev.tidepool.bench.Json;
import dev.tidepool.bench.Machine;
import dev.tidepool.bench.ReportOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

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
    private final Ledger ledger = new Ledger();
    private final List<RunResult> raw = new ArrayList<>();
    private final List<VirtualResult> virtual = new ArrayList<>();
    private final long start = System.nanoTime();

    private PoolReport(ReportOptions options) {
        this.options = options;
    }

    public static void main(String[] args) throws InterruptedException, IOException {
        if (List.of(args).contains("--help")) {
            System.out.print(ReportOptions.usage(PoolReport.class));
            return;
        }
        ReportOptions options;
        try {
            options = ReportOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(ReportOptions.usage(PoolReport.class));
            System.exit(2);
            return;
        }
        try {
            new PoolReport(options).run();
        } catch (RunnerException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private void run() throws RunnerException, InterruptedException, IOException {
        System.out.println(Machine.here().describe());
        for (int round = 0; round < options.rounds(); round++) {
            round(round);
        }
        for (int inFlight : new int[] {VirtualThreadDriver.IN_FLIGHT, TASKS}) {
            progress("virtual threads, " + inFlight + " at a time");
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
        progress(where + ", " + work.name() + ": " + subject);
        TimeValue time = TimeValue.milliseconds(options.iterationMillis());
        ChainedOptionsBuilder jmh =
                new OptionsBuilder()
                        .forks(1)
                        .warmupIterations(options.warmUps())
                        .warmupTime(time)
                        .measurementIterations(options.iterations())
                        .measurementTime(time)
                        .addProfiler(GCProfiler.class)
                        .addProfiler(PoolProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true);
        for (RunResult result : new Runner(work.select(jmh, subject).build()).run()) {
            raw.add(result);
            ledger.add(work.name(), subject, Sample.of(result));
        }
    }

    private void progress(String what) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        System.err.printf(
                Locale.ROOT, "# %d:%02d %s%n", elapsed.toMinutes(), elapsed.toSecondsPart(), what);
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
        ByteArrayOutputStream jmh = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(jmh, true, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(raw);
        }
        document.put("jmh", new Json.Raw(jmh.toString(StandardCharsets.UTF_8)));
        return document;
    }
}
