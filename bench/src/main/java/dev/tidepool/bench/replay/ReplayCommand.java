// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Replays a trace of allocations on allocators and pools. {@code docs/traces.md} has the format.
 */
@Command(
        name = "replay",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description =
                "Replays a trace of allocations on allocators and pools: first with every block's"
                        + " contents checked, then timed. docs/traces.md has the format.",
        footer = {
            "%nExit codes: 0 all well; 1 a subject of ours failed, or nobody could take part;"
                    + " 2 wrong use, or a wrong trace.",
            "Try: java -jar benchmarks.jar replay --sample web"
        })
public final class ReplayCommand implements Callable<Integer> {

    private static final int USAGE = 2;
    private static final int MOST_ROUNDS = 99;
    private static final double MOST_SECONDS = 60;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "TRACE",
            description = "The trace, plain or gzip; - for standard input.")
    private @Nullable String trace;

    @Option(
            names = "--sample",
            paramLabel = "KIND",
            description = "A made-up trace instead: web, market or log.")
    private SampleTrace.@Nullable Kind sample;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "43",
            description = "Of --sample, and of the guesses of --from-jfr (default: 43).")
    private long seed;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "1000000",
            description =
                    "How many events --sample makes, and allocations --from-jfr at most"
                            + " (default: 1000000).")
    private long events;

    @Option(
            names = "--from-jfr",
            paramLabel = "FILE",
            description = "A trace made from the allocation samples of a flight recording instead.")
    private @Nullable Path jfr;

    @Option(
            names = "--lifetime",
            paramLabel = "MODEL",
            defaultValue = "young:0.95:1m:64m",
            description =
                    "How long objects of --from-jfr live, in bytes allocated meanwhile:"
                            + " young:FRACTION[:YOUNG[:OLD]] (default: young:0.95:1m:64m).")
    private String lifetime = "";

    @Option(
            names = "--object-size",
            paramLabel = "BYTES",
            defaultValue = "64",
            description = "Size of objects where the recording tells none (default: 64).")
    private String objectSize = "";

    @Option(
            names = "--class",
            paramLabel = "REGEXP",
            defaultValue = "",
            description = "Only classes of --from-jfr with this in their name.")
    private String classes = "";

    @Option(
            names = "--thread",
            paramLabel = "REGEXP",
            defaultValue = "",
            description = "Only threads of --from-jfr with this in their name.")
    private String threadNames = "";

    @Option(
            names = "--out",
            paramLabel = "TRACE",
            description = "Write what --sample or --from-jfr makes, and do not replay it.")
    private @Nullable Path out;

    @Option(names = "--check", description = "Only say what is in the trace.")
    private boolean check;

    @Option(
            names = "--against",
            paramLabel = "A,B",
            split = ",",
            description = "Who takes part; --list lists them (default: one of each kind).")
    private List<String> against = List.of();

    @Option(names = "--list", description = "List who can take part.")
    private boolean list;

    @Option(
            names = "--threads",
            description = "A thread for each thread of the trace, instead of one for all.")
    private boolean threads;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "JVMs for each subject (default: 3).")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "2",
            description = "How long a JVM warms up, and how long it measures (default: 2).")
    private double seconds;

    @Option(names = "--quick", description = "One short round, to see that it works.")
    private boolean quick;

    @Option(
            names = "--max-live",
            paramLabel = "BYTES",
            defaultValue = "",
            description = "Refuse a trace with more live at a time (default: half of the memory).")
    private String maxLive = "";

    @Option(
            names = "--max-events",
            paramLabel = "N",
            defaultValue = "20000000",
            description = "Refuse a longer trace; each needs 16 bytes on disk (default: 20000000).")
    private long maxEvents;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures.")
    private @Nullable Path json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write a page with memory over time.")
    private @Nullable Path html;

    @SuppressWarnings("UnusedVariable") // Picocli reads the annotation.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "This text.")
    private boolean help;

    public static CommandLine commandLine() {
        return new CommandLine(new ReplayCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    // What the user can do something about; all else is a fault of ours.
                    if (e instanceof IOException || e instanceof IllegalArgumentException) {
                        line.getErr().println("replay: " + message(e));
                        return USAGE;
                    }
                    throw e;
                });
    }

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    private static String message(Exception e) {
        return switch (e) {
            case NoSuchFileException missing -> "no such file: " + missing.getFile();
            case FileSystemException other when other.getReason() == null ->
                    e.getClass().getSimpleName() + ": " + e.getMessage();
            default -> String.valueOf(e.getMessage());
        };
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter text = line().getOut();
        if (list) {
            for (Contenders who : Contenders.values()) {
                text.printf("%-24s%s%n", who.id(), who.description());
            }
            return 0;
        }
        List<Contenders> who = checkOptions();
        Path folder = Files.createTempDirectory("tidepool-replay");
        try {
            return run(who, folder, text);
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private CommandLine line() {
        return Objects.requireNonNull(spec).commandLine();
    }

    private List<Contenders> checkOptions() {
        long inputs = Stream.of(trace, sample, jfr).filter(Objects::nonNull).count();
        require(inputs == 1, "give one of TRACE, --sample KIND and --from-jfr FILE (or --help)");
        require(out == null || trace == null, "--out goes with --sample or --from-jfr");
        require(rounds >= 1 && rounds <= MOST_ROUNDS, "--rounds is from 1 to " + MOST_ROUNDS);
        require(
                seconds > 0 && seconds <= MOST_SECONDS,
                "--seconds is more than 0 and at most " + MOST_SECONDS);
        require(events > 0 && maxEvents > 0, "--events and --max-events are at least 1");
        require(liveLimit() > 0, "--max-live is at least 1");
        guesses();
        for (Path file : Stream.of(json, html, out).filter(Objects::nonNull).toList()) {
            // Not after minutes of measuring.
            Path parent = file.toAbsolutePath().getParent();
            require(parent != null && Files.isDirectory(parent), "no such folder: " + parent);
            require(!Files.isDirectory(file), "a folder, not a file: " + file);
        }
        return against.isEmpty()
                ? Contenders.DEFAULT
                : against.stream().map(Contenders::ofId).distinct().toList();
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    private int run(List<Contenders> who, Path folder, PrintWriter text)
            throws IOException, InterruptedException {
        Path made = out != null ? out : folder.resolve("made.trace.gz");
        if (trace == null) {
            make(made);
        }
        if (out != null) {
            text.println("wrote " + out);
            return 0;
        }
        CompiledTrace compiled;
        try (TraceReader reader =
                trace == null
                        ? TraceReader.open(made)
                        : trace.equals("-")
                                ? TraceReader.of(System.in)
                                : TraceReader.open(Path.of(trace))) {
            compiled =
                    TraceCompiler.compile(
                            reader,
                            folder.resolve("compiled"),
                            new TraceCompiler.Limits(maxEvents, liveLimit()));
        } catch (TraceException e) {
            throw new IOException(title() + ": " + e.getMessage(), e);
        }
        if (check) {
            text.print(ReplayReport.describe(title(), compiled.summary()));
            text.flush();
            return 0;
        }
        return replay(compiled, who, text);
    }

    private int replay(CompiledTrace compiled, List<Contenders> who, PrintWriter text)
            throws IOException, InterruptedException {
        Replay.Settings settings =
                new Replay.Settings(who, threads, quick ? 1 : rounds, quick ? 0.1 : seconds);
        List<Result> results = new Replay(compiled, settings, line().getErr()).run();
        ReplayReport report = new ReplayReport(title(), compiled.summary(), settings, results);
        text.print(report.text());
        text.flush();
        if (json != null) {
            Files.writeString(json, report.json());
        }
        if (html != null) {
            Files.writeString(html, ReplayHtml.page(report));
        }
        boolean failed = results.stream().anyMatch(r -> r.who().isOurs() && !r.failure().isEmpty());
        return failed || results.stream().noneMatch(Result::goesOn) ? 1 : 0;
    }

    private String title() {
        if (sample != null) {
            return "sample " + sample.id() + ", seed " + seed;
        }
        return jfr != null ? "from " + jfr : String.valueOf(trace);
    }

    private long liveLimit() {
        if (!maxLive.isEmpty()) {
            return Bytes.parse(maxLive);
        }
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
                / 2;
    }

    private void make(Path file) throws IOException {
        @Nullable JfrEvents recording = null;
        if (jfr != null) {
            require(!Files.exists(file) || !Files.isSameFile(jfr, file), "--out is the recording");
            recording = JfrEvents.read(jfr, pattern(classes), pattern(threadNames));
        }
        TraceWriter writer = TraceWriter.create(file);
        try (writer) {
            if (recording != null) {
                JfrTrace.write(recording, guesses(), writer);
            } else if (sample != null) {
                SampleTrace.write(sample, seed, events, writer);
            }
        } catch (IOException e) {
            Files.deleteIfExists(file); // Half a trace is none.
            throw e;
        }
    }

    private JfrTrace.Options guesses() {
        long size = Bytes.parse(objectSize);
        require(
                size >= 1 && size <= TraceReader.MAX_SIZE,
                "--object-size is from 1 to " + TraceReader.MAX_SIZE);
        return new JfrTrace.Options(Lifetime.parse(lifetime), (int) size, events, seed);
    }

    private static Pattern pattern(String regexp) {
        try {
            return Pattern.compile(regexp);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "no regular expression: " + e.getDescription() + " in " + regexp, e);
        }
    }
}
