// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

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
import java.util.Optional;
import java.util.TreeSet;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Does the span allocator meet its rows of the speed table, in one run on this machine?
 *
 * <p>The rounds go over all workloads and subjects again and again, one fork each, C programs
 * included: what disturbs the machine for a minute disturbs ours and the peers. Ratios are those of
 * the medians over the rounds. No figure fails the run: a time depends on the machine.
 *
 * <p>The C libraries take part where they are installed (Debian: libmimalloc2.0, libjemalloc2,
 * libtcmalloc-minimal4), their figures from C where a C compiler is and the project's folder is the
 * current one. A JVM can load jemalloc only with room for its thread-local data:
 *
 * <pre>
 * GLIBC_TUNABLES=glibc.rtld.optional_static_tls=16384 \
 * java -cp bench/target/benchmarks.jar dev.tidepool.bench.span.SpanReport [--quick] [--json FILE]
 * </pre>
 *
 * Rows without a target only inform: the libraries and the JDK under pairs, what each profile costs
 * over the default one, tcmalloc from C. The host's JVM flags are those of the forks; {@code
 * --sun-misc-unsafe-memory-access=allow} on the host silences the JVM's remark about JMH.
 */
public final class SpanReport {

    private final ReportOptions options;
    private final Forks forks;
    private final Optional<NativeBaseline> inC;
    private final List<NativeLibrary> libraries;
    private final Ledger ledger = new Ledger();

    private SpanReport(ReportOptions options, Optional<NativeBaseline> inC) {
        this.options = options;
        this.forks = new Forks(options);
        this.inC = inC;
        this.libraries = inC.isPresent() ? NativeBaseline.libraries() : List.of();
    }

    public static void main(String[] args) throws InterruptedException, IOException {
        Reports.main(
                SpanReport.class,
                args,
                options -> new SpanReport(options, NativeBaseline.build()).run());
    }

    private void run() throws RunnerException, InterruptedException, IOException {
        System.out.println(Machine.here().describe());
        sayWhoIsAbsent();
        for (int round = 0; round < options.rounds(); round++) {
            for (Work work : Work.ALL) {
                round(round, work);
            }
        }
        List<SpeedFigure> figures = SpeedRow.TABLE.stream().map(row -> row.figure(ledger)).toList();
        System.out.println(ledger.table());
        System.out.println(SpeedFigure.table(figures));
        Path json = options.json();
        if (json != null) {
            Files.writeString(json, Json.write(document(figures)));
        }
    }

    private void sayWhoIsAbsent() {
        TreeSet<String> asked = new TreeSet<>();
        Work.ALL.forEach(work -> asked.addAll(options.subjects(work.quick(), work.further())));
        for (String subject : asked) {
            Subjects.absence(subject)
                    .ifPresent(why -> System.out.println("# skip " + subject + ": " + why));
        }
    }

    private void round(int round, Work work)
            throws RunnerException, InterruptedException, IOException {
        List<String> subjects =
                options.subjects(work.quick(), work.further()).stream()
                        .filter(subject -> Subjects.absence(subject).isEmpty())
                        .filter(subject -> isDue(round, SpeedRow.hangsOn(work, subject)))
                        .toList();
        int n = subjects.size();
        for (int i = 0; i < n; i++) {
            // Each round begins with another subject.
            measure(round, work, subjects.get((round + i) % n));
        }
        boolean isDue = isDue(round, SpeedRow.hangsOnC(work));
        if (n > 0 && isDue && inC.isPresent() && !work.inC().isEmpty()) {
            measureInC(round, work, inC.get());
        }
    }

    /** {@return whether to measure in a round: what only informs is in one of a quick run} */
    private boolean isDue(int round, boolean isNeeded) {
        return isNeeded || !options.quick() || round == 0;
    }

    private void measureInC(int round, Work work, NativeBaseline baseline)
            throws InterruptedException, IOException {
        for (NativeLibrary library : libraries) {
            String name = NativeBaseline.name(library);
            progress(round, work, name);
            double nanos = baseline.measure(library, work.inC(), options.iterationMillis());
            ledger.add(work.name(), name, new Sample(nanos, Double.NaN));
        }
    }

    private void measure(int round, Work work, String subject) throws RunnerException {
        progress(round, work, subject);
        RunResult result =
                forks.run(work.benchmark(), work.method(), work.parameters(subject), List.of());
        ledger.add(work.name(), subject, Sample.of(result));
    }

    private void progress(int round, Work work, String subject) {
        String where = "round " + (round + 1) + "/" + options.rounds();
        forks.progress(where + ", " + work.name() + ": " + subject);
    }

    private Map<String, Object> document(List<SpeedFigure> figures) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("machine", Machine.here().toMap());
        document.put("options", options.toString());
        document.put("rows", figures.stream().map(SpeedFigure::toMap).toList());
        document.put("samples", ledger.toList());
        document.put("jmh", forks.json());
        return document;
    }
}
