// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.bench.Json;
import dev.tidepool.bench.Machine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What do programs cost that use an allocator in typical and in nasty ways, what memory do they
 * hold, and do their blocks keep their contents?
 *
 * <p>Each trial is a JVM of its own, because a C library keeps what the trial before has freed, and
 * with a heap that is touched at the start, because the figure for the process should be the
 * allocator's. Peers that say nothing about themselves are judged by that figure. A failed check of
 * ours fails the run; no time does, and no peer.
 *
 * <pre>
 * java -cp bench/target/benchmarks.jar dev.tidepool.bench.span.Workloads W4 --subject tidepool
 * java -cp bench/target/benchmarks.jar dev.tidepool.bench.span.Workloads all --quick
 * java -cp bench/target/benchmarks.jar dev.tidepool.bench.span.Workloads W2 --latency
 * </pre>
 */
public final class Workloads {

    static final List<Workload> ALL =
            List.of(
                    new FastPathWorkload(),
                    new LarsonWorkload(),
                    new XmallocWorkload(),
                    new StressWorkload(),
                    new CrossWorkload(),
                    new LocalityWorkload(),
                    new SimpleWorkload(),
                    new CacheLineWorkload(),
                    new RingWorkload(),
                    new ThreadLeakWorkload(),
                    new LargeWorkload(),
                    new CheeseWorkload(),
                    new LimitWorkload(),
                    new CollapseWorkload(),
                    new SoakWorkload(),
                    new MisuseWorkload(),
                    new RedisWorkload(),
                    new PhaseWorkload(),
                    new IdleWorkload(),
                    new AttackWorkload());

    private final WorkloadOptions options;
    private final PrintStream out;
    private final List<Outcome> outcomes = new ArrayList<>();

    private Workloads(WorkloadOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    public static void main(String[] args) throws InterruptedException, IOException {
        if (List.of(args).contains("--help")) {
            System.out.print(help());
            return;
        }
        WorkloadOptions options;
        try {
            options = WorkloadOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(WorkloadOptions.USAGE);
            System.exit(2);
            return;
        }
        Workloads workloads = new Workloads(options, System.out);
        workloads.run();
        if (workloads.outcomes.stream().anyMatch(o -> o.isOurs() && !o.passed())) {
            System.exit(1);
        }
    }

    static String help() {
        StringBuilder text = new StringBuilder(WorkloadOptions.USAGE).append('\n');
        for (Workload workload : ALL) {
            text.append(
                    String.format(
                            "%-4s %s%n     parameters: %s%n     variants: %s%n",
                            workload.id(),
                            workload.title(),
                            workload.parameters(),
                            String.join(", ", workload.variants())));
        }
        text.append("\nsubjects: ").append(String.join(", ", Subjects.NAMES)).append('\n');
        return text.toString();
    }

    private void run() throws InterruptedException, IOException {
        if (!options.here()) {
            out.println(Machine.here().describe());
            out.println("# seed " + options.seed());
        }
        for (Workload workload : ALL) {
            if (options.wants(workload)) {
                for (String variant : workload.variants()) {
                    if (options.wants(variant)) {
                        run(workload, variant);
                    }
                }
            }
        }
        if (!options.here()) {
            out.println(Outcome.table(outcomes));
            out.println(Outcome.latencyTable(outcomes));
        }
        write();
    }

    private void write() throws IOException {
        Path json = options.json();
        if (json != null) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("machine", Machine.here().toMap());
            document.put("options", options.toString());
            document.put("outcomes", outcomes.stream().map(Outcome::toMap).toList());
            Files.writeString(json, Json.write(document));
        }
        Path markdown = options.markdown();
        if (markdown != null) {
            Files.writeString(markdown, markdown(options, outcomes));
        }
    }

    /** {@return the tables with a heading that says where they are from} */
    static String markdown(WorkloadOptions options, List<Outcome> outcomes) {
        Machine machine = Machine.here();
        String latencies = Outcome.latencyTable(outcomes);
        return String.format(
                "%s, %d processors, %s, %s; `Workloads`, %s scale, seed %d.%n%n%s%s",
                machine.processor(),
                machine.processors(),
                machine.system(),
                machine.jdk(),
                options.scale().name().toLowerCase(Locale.ROOT),
                options.seed(),
                Outcome.table(outcomes),
                latencies.isEmpty() ? "" : System.lineSeparator() + latencies);
    }

    private void run(Workload workload, String variant) throws InterruptedException, IOException {
        if (!options.here()) {
            out.println("## " + workload.id() + " " + variant + ": " + workload.title());
        }
        for (String subject : options.subjects()) {
            Optional<Outcome> outcome =
                    options.here()
                            ? trial(workload, variant, subject, options, out)
                            : child(workload, variant, subject);
            outcome.ifPresent(outcomes::add);
        }
    }

    /** Runs one trial here; empty, with a line that says why, if the subject cannot take part. */
    static Optional<Outcome> trial(
            Workload workload,
            String variant,
            String name,
            WorkloadOptions options,
            PrintStream out)
            throws InterruptedException {
        Optional<String> absence = Subjects.absence(name);
        if (absence.isPresent()) {
            out.println("skip " + name + ": " + absence.get());
            return Optional.empty();
        }
        try (Subject subject = workload.open(name, variant, options.scale())) {
            Optional<String> refusal = workload.refusal(subject);
            if (refusal.isPresent()) {
                out.println("skip " + name + ": " + refusal.get());
                return Optional.empty();
            }
            Trial trial =
                    new Trial(
                            subject,
                            variant,
                            options.scale(),
                            options.length(),
                            options.seed(),
                            options.latency() ? new Latency() : null);
            Outcome outcome = measure(workload, trial);
            if (options.latency()) {
                trial.note("looking at the clock takes %d ns of each sample", Latency.ofClock());
            }
            trial.notes().forEach(note -> out.println(name + ": " + note));
            out.println(outcome.toLine());
            return Optional.of(outcome);
        }
    }

    static Outcome measure(Workload workload, Trial trial) throws InterruptedException {
        try (Meter meter = trial.meter()) {
            meter.start();
            trial.guard(() -> workload.run(trial));
            trial.endIfNotYet();
            long calls = trial.calls();
            long bytes = meter.allocated();
            meter.sample();
            return new Outcome(
                    workload.id(),
                    trial.variant(),
                    trial.subject().name(),
                    calls,
                    trial.rate(),
                    calls > 0 ? (double) bytes / calls : Double.NaN,
                    meter.peaks(),
                    trial.subject().systemCalls(),
                    meter.allocations(),
                    meter.frees(),
                    trial.failures().isEmpty()
                            ? "ok"
                            : String.join("; ", trial.failures()).replaceAll("\\s", " "));
        }
    }

    /** Runs one trial in a JVM of its own and passes on what it prints. */
    private Optional<Outcome> child(Workload workload, String variant, String subject)
            throws InterruptedException, IOException {
        ProcessBuilder builder = new ProcessBuilder(command(workload, variant, subject));
        NativeLibrary.makeRoom(builder.environment());
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        Optional<Outcome> outcome = Optional.empty();
        boolean skipped = false;
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (Outcome.isLine(line)) {
                    outcome = Optional.of(Outcome.ofLine(line));
                } else {
                    skipped |= line.startsWith("skip ");
                    out.println(line);
                }
            }
        }
        int status = process.waitFor();
        if (outcome.isEmpty() && !skipped) {
            return Optional.of(
                    Outcome.failure(workload.id(), variant, subject, "JVM ended with " + status));
        }
        return outcome;
    }

    /** {@return the command that starts a JVM for a trial, but for its main class} */
    static List<String> java(Scale scale) {
        String heap = scale.pick(64, 128, 1024) + "m";
        return List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "-Xms" + heap,
                "-Xmx" + heap,
                "-XX:+AlwaysPreTouch",
                "-XX:MaxDirectMemorySize=16g",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                ManagementFactory.getRuntimeMXBean().getClassPath());
    }

    private List<String> command(Workload workload, String variant, String subject) {
        List<String> command = new ArrayList<>(java(options.scale()));
        command.addAll(
                List.of(
                        Workloads.class.getName(),
                        workload.id(),
                        "--here",
                        "--variant",
                        variant,
                        "--subject",
                        subject,
                        "--seed",
                        Long.toString(options.seed()),
                        "--seconds",
                        Double.toString(options.length().toMillis() / 1e3)));
        if (options.latency()) {
            command.add("--latency");
        }
        if (options.scale() != Scale.FULL) {
            command.add("--" + options.scale().name().toLowerCase(Locale.ROOT));
        }
        return command;
    }
}
