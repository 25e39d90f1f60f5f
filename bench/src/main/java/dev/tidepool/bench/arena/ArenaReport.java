// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

import dev.tidepool.bench.Forks;
import dev.tidepool.bench.Json;
import dev.tidepool.bench.Ledger;
import dev.tidepool.bench.Machine;
import dev.tidepool.bench.ReportOptions;
import dev.tidepool.bench.Reports;
import dev.tidepool.bench.Sample;
import dev.tidepool.bench.SpeedFigure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Do the arenas meet their rows of the speed table, in one run on this machine?
 *
 * <p>The rounds go over all workloads and subjects again and again, one fork each: what disturbs
 * the machine for a minute disturbs ours and the peers. Ratios are those of the medians over the
 * rounds. After them {@link CloseLatency} times single closes. No figure fails the run: a time
 * depends on the machine.
 *
 * <pre>
 * java -cp bench/target/benchmarks.jar dev.tidepool.bench.arena.ArenaReport [--quick] [--json FILE]
 * </pre>
 *
 * The host's JVM flags are those of the forks; {@code --sun-misc-unsafe-memory-access=allow} and
 * {@code --enable-native-access=ALL-UNNAMED} on the host silence the JVM's remarks.
 */
public final class ArenaReport {

    private final ReportOptions options;
    private final Forks forks;
    private final Ledger ledger = new Ledger();

    private ArenaReport(ReportOptions options) {
        this.options = options;
        this.forks = new Forks(options);
    }

    public static void main(String[] args) throws InterruptedException, IOException {
        Reports.main(ArenaReport.class, args, options -> new ArenaReport(options).run());
    }

    private void run() throws RunnerException, InterruptedException, IOException {
        System.out.println(Machine.here().describe());
        for (int round = 0; round < options.rounds(); round++) {
            for (Work work : Work.ALL) {
                round(round, work);
            }
        }
        forks.progress("close latency");
        List<Latency> latencies = CloseLatency.run(options);
        List<SpeedFigure> figures =
                SpeedRow.TABLE.stream()
                        .filter(row -> row.hasTarget() || row.isMeasured(ledger))
                        .map(row -> row.figure(ledger))
                        .toList();
        System.out.println(ledger.table());
        System.out.println(Latency.table(latencies));
        System.out.println(SpeedFigure.table(figures));
        forks.progress("done");
        Path json = options.json();
        if (json != null) {
            Files.writeString(json, Json.write(document(figures, latencies)));
        }
    }

    private void round(int round, Work work) throws RunnerException {
        List<String> subjects = options.subjects(work.quick(), work.further());
        int n = subjects.size();
        for (int i = 0; i < n; i++) {
            // Each round begins with another subject.
            measure(round, work, subjects.get((round + i) % n));
        }
    }

    private void measure(int round, Work work, String subject) throws RunnerException {
        String where = "round " + (round + 1) + "/" + options.rounds();
        forks.progress(where + ", " + work.name() + ": " + subject);
        RunResult result =
                forks.run(work.benchmark(), work.method(), work.parameters(subject), List.of());
        ledger.add(work.name(), subject, Sample.of(result));
    }

    private Map<String, Object> document(List<SpeedFigure> figures, List<Latency> latencies) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("machine", Machine.here().toMap());
        document.put("options", options.toString());
        document.put("rows", figures.stream().map(SpeedFigure::toMap).toList());
        document.put("samples", ledger.toList());
        document.put("closes", latencies.stream().map(Latency::toMap).toList());
        document.put("jmh", forks.json());
        return document;
    }
}
