// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples;

import dev.tidepool.examples.report.ExitCode;
import dev.tidepool.examples.report.Report;
import dev.tidepool.examples.report.ReportFailure;
import dev.tidepool.examples.report.Settings;
import dev.tidepool.examples.report.Variant;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * What does reuse bring on real files? Ships every text file of a folder as a log shipper would,
 * by the same code with fresh objects, with the usual home-made caches and with Tidepool, on the
 * heap and off it, and compares speed, garbage, pauses and what is retained.
 *
 * <p>Run {@code java -jar examples/target/examples.jar --help}.
 */
@Command(
        name = "AllocationReport",
        mixinStandardHelpOptions = true,
        versionProvider = AllocationReport.Version.class,
        sortOptions = false,
        description = {
            "Reads the text files of a folder as a log shipper would: splits lines, builds a "
                + "record per line, escapes it to JSON, deflates blocks, checksums them. Does so "
                + "with fresh objects, with home-made caches and with Tidepool, on the heap and "
                + "off it, and prints what each costs.%n"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the table is printed and the page written",
            "1:unexpected error",
            "2:wrong option or value",
            "3:no such folder",
            "4:nothing in the folder can be read",
            "5:no text in the folder: only binary or empty files",
            "6:two variants shipped different bytes",
            "7:the page or the table cannot be written, as on a full disk",
            "8:a file changed or vanished during the run",
            "130:interrupted"})
public final class AllocationReport implements Callable<Integer> {

    private static final int MOST_THREADS = 4096;
    private static final double LEAST_SECONDS = 0.05;
    private static final double MOST_SECONDS = 3600;
    /** Enough that their owners change while some wait; few enough to open a file each. */
    private static final int VIRTUAL_PER_CPU = 32;
    private static final String PAGE = "allocation-report.html";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "FOLDER", defaultValue = ".", description = {
        "Folder with text files, or one file. Default: the current folder.",
        "Folders named .git or target below it are skipped."})
    private Path folder = Path.of(".");

    @Option(names = "--threads", paramLabel = "N", description = {
        "Platform threads. Default: one per CPU.",
        "With --virtual: how many virtual threads run at once. Default: 32 per CPU."})
    private @Nullable Integer threads;

    @Option(names = "--virtual", description =
        "Ship each file, or each MiB of a large one, on a virtual thread of its own.")
    private boolean virtual;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "5", description =
        "Measuring time for each variant, in 5 rounds, after a warm-up. Default: 5.")
    private double seconds;

    @Option(names = "--variants", paramLabel = "NAME", split = ",", description =
        "Which to compare. On the heap: fresh, thread-local, queue, tidepool. Records off the "
            + "heap: jdk-arena, direct, span. Default: all.")
    private @Nullable List<Variant> variants;

    @Option(names = "--html", paramLabel = "FILE", description = {
        "Where the page with the plots goes. Default: allocation-report.html, in the folder "
            + "target where the current folder has a pom.xml, else in the current folder."})
    private @Nullable Path html;

    /** Runs the report and ends the process with its exit code. */
    public static void main(String[] args) {
        // Unlike picocli's own writer, this one learns when standard output is on a full disk.
        PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
        System.exit(commandLine().setOut(out).execute(args));
    }

    /** {@return the command line with its converters and exit codes} */
    public static CommandLine commandLine() {
        return new CommandLine(new AllocationReport())
                .registerConverter(Variant.class, AllocationReport::variant)
                .setParameterExceptionHandler(AllocationReport::refuse)
                .setExecutionExceptionHandler(AllocationReport::explain);
    }

    @Override
    public Integer call() throws ReportFailure, InterruptedException {
        CommandLine line = spec.commandLine();
        Report.run(settings(), line.getOut(), line.getErr());
        return ExitCode.OK;
    }

    private Settings settings() {
        int cpus = Runtime.getRuntime().availableProcessors();
        int count = threads != null ? threads : virtual ? VIRTUAL_PER_CPU * cpus : cpus;
        require(count >= 1 && count <= MOST_THREADS,
                "--threads must be from 1 to " + MOST_THREADS + ", not " + count);
        require(seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS,
                "--seconds must be from " + LEAST_SECONDS + " to " + (int) MOST_SECONDS
                        + ", not " + seconds);
        List<Variant> chosen = variants == null ? Variant.all()
                : variants.stream().distinct().sorted().toList();
        String command = "AllocationReport " + String.join(" ",
                spec.commandLine().getParseResult().originalArgs());
        return new Settings(folder, count, virtual, seconds, chosen,
                html == null ? defaultPage() : html, command.strip(), isTerminal());
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private static Path defaultPage() {
        return Files.exists(Path.of("pom.xml")) ? Path.of("target", PAGE) : Path.of(PAGE);
    }

    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static Variant variant(String name) {
        try {
            return Variant.named(name);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException(e.getMessage());
        }
    }

    private static int refuse(ParameterException failure, String[] args) {
        PrintWriter err = failure.getCommandLine().getErr();
        err.println(failure.getMessage());
        err.println("Try --help.");
        return ExitCode.USAGE;
    }

    private static int explain(
            Exception failure, CommandLine line, CommandLine.@Nullable ParseResult result)
            throws Exception {
        return switch (failure) {
            case ReportFailure known -> {
                line.getErr().println(known.getMessage());
                yield known.exitCode();
            }
            case InterruptedException _ -> ExitCode.INTERRUPTED;
            default -> throw failure;
        };
    }

    /** The jar's manifest knows; class files in a folder do not. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = AllocationReport.class.getPackage().getImplementationVersion();
            return new String[] {"AllocationReport of Tidepool "
                + (version == null ? "(development build)" : version)};
        }
    }
}
