// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import dev.tidepool.bench.Forks;
import dev.tidepool.bench.Json;
import dev.tidepool.bench.Machine;
import dev.tidepool.bench.ReportOptions;
import dev.tidepool.bench.Reports;
import dev.tidepool.bench.pool.Ledger;
import dev.tidepool.bench.pool.PoolProfiler;
import dev.tidepool.bench.pool.Sample;
import dev.tidepool.bench.pool.SpeedFigure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Does the pool of buffers meet its rows of the speed table, and how much does it keep, in one run
 * on this machine?
 *
 * <p>The rounds go over all workloads and subjects again and again, one fork each: what disturbs
 * the machine for a minute disturbs ours and the peers. Ratios are those of the medians over the
 * rounds. Every figure stands beside the garbage, the hits and the bytes kept that it was bought
 * with. After them {@link Retention} looks at bursts and outliers. No figure fails the run: a time
 * depends on the machine.
 *
 * <pre>
 * java -cp bench/target/benchmarks.jar dev.tidepool.bench.buffer.BufferReport \
 *     [--quick] [--json FILE]
 * </pre>
 *
 * The host's JVM flags are those of the forks; {@code --sun-misc-unsafe-memory-access=allow} on the
 * host silences the JVM's remarks about JMH and Netty.
 */
public final class BufferReport {

    private final ReportOptions options;
    private final Forks forks;
    private final Ledger ledger = new Ledger();

    private BufferReport(ReportOptions options) {
        this.options = options;
        this.forks = new Forks(options);
    }

    public static void main(String[] args) throws InterruptedException, IOException {
        Reports.main(BufferReport.class, args, options -> new BufferReport(options).run());
    }

    private void run() throws RunnerException, InterruptedException, IOException {
        System.out.println(Machine.here().describe());
        for (int round = 0; round < options.rounds(); round++) {
            for (Work work : Work.ALL) {
                round(round, work);
            }
        }
        forks.progress("retention");
        List<Retained> retention = Retention.run(options);
        List<SpeedFigure> figures = SpeedRow.TABLE.stream().map(row -> row.figure(ledger)).toList();
        System.out.println(ledger.table());
        System.out.println(Retained.table(retention));
        System.out.println(SpeedFigure.table(figures));
        forks.progress("done");
        Path json = options.json();
        if (json != null) {
            Files.writeString(json, Json.write(document(figures, retention)));
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
                forks.run(
                        work.benchmark(),
                        work.method(),
                        work.parameters(subject),
                        List.of(PoolProfiler.class));
        ledger.add(work.name(), subject, Sample.of(result));
    }

    private Map<String, Object> document(List<SpeedFigure> figures, List<Retained> retention) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("machine", Machine.here().toMap());
        document.put("options", options.toString());
        document.put("rows", figures.stream().map(SpeedFigure::toMap).toList());
        document.put("samples", ledger.toList());
        document.put("retention", retention.stream().map(Retained::toMap).toList());
        document.put("jmh", forks.json());
        return document;
    }
}
