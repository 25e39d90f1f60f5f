// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import dev.tidepool.bench.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Under which collector does reuse help, and where does it hurt? The same work with fresh objects,
 * with a Tidepool pool and with a cache in each thread, under every collector of the JVM.
 *
 * <pre>
 * java -cp bench/target/benchmarks.jar dev.tidepool.bench.gc.GcCompareCommand --help
 * </pre>
 */
@Command(
        name = "gc-compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Does the same work with fresh objects, with a Tidepool pool and with a cache in each "
                + "thread, under Serial, Parallel, G1, ZGC and Shenandoah, each in JVMs of its "
                + "own with a small fixed heap. Shows throughput, garbage, pauses and latency: "
                + "where reuse helps and where it hurts.%n"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the table is printed",
            "1:a child JVM failed; the others are in the table",
            "2:wrong option or value"})
public final class GcCompareCommand implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final double LEAST_SECONDS = 0.05;
    private static final double MOST_SECONDS = 600;
    private static final int LEAST_HEAP = 64;
    private static final int MOST_HEAP = 1 << 16;
    private static final int MOST_ROUNDS = 99;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description =
        "One round of one second each: about two minutes for everything.")
    private boolean quick;

    @Option(names = "--collector", paramLabel = "NAME", split = ",",
            converter = CollectorName.class, description =
        "Serial, Parallel, G1, ZGC, Shenandoah. Default: all. Epsilon, which never collects, "
            + "only on request.")
    private @Nullable List<Collector> collectors;

    @Option(names = "--workload", paramLabel = "NAME", split = ",",
            converter = WorkloadName.class, description =
        "large-buffers, structures, in-flight, card-marks, small-objects. Default: all.")
    private @Nullable List<Workload> workloads;

    @Option(names = "--seconds", paramLabel = "S", description =
        "Measuring time in each child JVM, after a warm-up. Default: 3, with --quick 1.")
    private @Nullable Double seconds;

    @Option(names = "--rounds", paramLabel = "N", description =
        "Child JVMs for each figure. Default: 3, with --quick 1.")
    private @Nullable Integer rounds;

    @Option(names = "--heap", paramLabel = "MIB", defaultValue = "256", description =
        "Least and greatest heap of each child, in MiB. Default: 256.")
    private int heap;

    @Option(names = "--json", paramLabel = "FILE", description =
        "Write figures, histograms, rounds and verdicts.")
    private @Nullable Path json;

    @Option(names = "--html", paramLabel = "FILE", description =
        "Write a page with the histograms as pictures.")
    private @Nullable Path html;

    /** Runs the comparison and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new GcCompareCommand()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Plan plan = plan();
        CommandLine line = spec.commandLine();
        Results results = new Comparison(plan, line.getErr()).run();
        Machine machine = Machine.here();
        PrintWriter out = line.getOut();
        out.print(new TextReport(results).text(machine));
        out.flush();
        if (json != null) {
            Files.writeString(json, JsonReport.text(results, machine));
        }
        if (html != null) {
            Files.writeString(html, new HtmlReport(results).html(machine));
        }
        return results.anyFailed() ? FAILED : 0;
    }

    private Plan plan() {
        double time = seconds != null ? seconds : quick ? 1 : 3;
        int count = rounds != null ? rounds : quick ? 1 : 3;
        require(time >= LEAST_SECONDS && time <= MOST_SECONDS,
                "--seconds must be from " + LEAST_SECONDS + " to " + (int) MOST_SECONDS
                        + ", not " + time);
        require(count >= 1 && count <= MOST_ROUNDS,
                "--rounds must be from 1 to " + MOST_ROUNDS + ", not " + count);
        require(heap >= LEAST_HEAP && heap <= MOST_HEAP,
                "--heap must be from " + LEAST_HEAP + " to " + MOST_HEAP + " MiB, not " + heap);
        requireWritable("--json", json);
        requireWritable("--html", html);
        return new Plan(
                collectors == null ? Collector.usual() : chosen(collectors),
                workloads == null ? List.of(Workload.values()) : chosen(workloads),
                time, count, heap);
    }

    /** Before the work, not after it. */
    private void requireWritable(String option, @Nullable Path file) {
        if (file != null) {
            Path folder = file.toAbsolutePath().getParent();
            require(folder != null && Files.isWritable(folder) && !Files.isDirectory(file),
                    option + ": cannot write " + file);
        }
    }

    private static <T extends Comparable<T>> List<T> chosen(List<T> values) {
        return values.stream().distinct().sorted().toList();
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private static <T> T named(T[] values, String name) {
        for (T value : values) {
            if (value.toString().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                return value;
            }
        }
        throw new CommandLine.TypeConversionException(
                "'" + name + "' is none of " + List.of(values));
    }

    /** Any case will do. */
    static final class CollectorName implements CommandLine.ITypeConverter<Collector> {
        @Override
        public Collector convert(String name) {
            return named(Collector.values(), name);
        }
    }

    /** Any case will do. */
    static final class WorkloadName implements CommandLine.ITypeConverter<Workload> {
        @Override
        public Workload convert(String name) {
            return named(Workload.values(), name);
        }
    }
}
