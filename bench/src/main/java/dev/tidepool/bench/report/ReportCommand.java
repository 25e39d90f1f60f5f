// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import dev.tidepool.bench.JsonTree;
import dev.tidepool.bench.Profile;
import dev.tidepool.bench.Suite;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures what the speed table asks, ours beside the peers, and writes it down: as JSON, as
 * Markdown, and as a page.
 *
 * <pre>
 * java -jar bench/target/benchmarks.jar report --quick
 * java -jar bench/target/benchmarks.jar report --from bench/results/report.json \
 *     --docs docs/benchmarks.md
 * </pre>
 *
 * The flags of this JVM are those of the forks. jemalloc takes part where {@code
 * GLIBC_TUNABLES=glibc.rtld.optional_static_tls=16384} is in the environment.
 */
@Command(
        name = "report",
        sortOptions = false,
        description = {
            "Measures ours beside the peers and writes report.json, report.md and report.html.",
            "Each reading is kept at once in samples.jsonl: after an interrupt the same command "
                + "goes on with what is missing, on the same machine, JDK, flags, commit and "
                + "profile; anything else begins a file of its own.%n"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:written, whatever the figures are",
            "1:a file could not be read or written",
            "2:an option is wrong"
        })
public final class ReportCommand implements Callable<Integer> {

    private static final int LEAST_ROUNDS = 3;

    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--quick", description = "few rows without a target, 3 rounds (the default)")
    private boolean quick;

    @Option(names = "--full", description = "all rows and all peers, 5 rounds; hours")
    private boolean full;

    @Option(names = "--smoke", description = "one round, too short for figures that mean anything")
    private boolean smoke;

    @Option(
            names = "--suite",
            split = ",",
            paramLabel = "NAME",
            description = {
                "pool, virtual, buffer, retention, span, arena, closes, memory (default: all)"
            })
    private List<String> names = List.of();

    @Option(names = "--rounds", paramLabel = "N", description = "at least 3")
    private int rounds;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where to write (default: report, or with --from where FILE is)")
    private @Nullable Path out;

    @Option(
            names = "--plant",
            paramLabel = "[SUITE:]KIND",
            description = {
                "makes every operation of ours slower by a sleep or by a compare-and-set "
                    + "(sleep, cas) in the pool's and the arenas' forks, to see that the report "
                    + "shows it"
            })
    private String plant = "";

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "measures nothing and shows a stored report.json")
    private @Nullable Path from;

    @Option(
            names = "--docs",
            paramLabel = "FILE",
            description = "writes the parts of a Markdown file between markers anew")
    private @Nullable Path docs;

    @SuppressWarnings("UnusedVariable") // Picocli reads it.
    @Option(names = "--help", usageHelp = true, description = "this text")
    private boolean help;

    /** {@return the command for a dispatcher} */
    public static CommandLine commandLine() {
        return new CommandLine(new ReportCommand());
    }

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            Path stored = from;
            return stored == null ? measure() : show(stored);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        } catch (NoSuchFileException e) {
            System.err.println("no file " + e.getMessage());
            return 1;
        } catch (IOException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    private ParameterException wrong(String message) {
        CommandLine line = spec == null ? commandLine() : spec.commandLine();
        return new ParameterException(line, message);
    }

    private Profile profile() {
        if ((quick ? 1 : 0) + (full ? 1 : 0) + (smoke ? 1 : 0) > 1) {
            throw wrong("only one of --quick, --full and --smoke");
        }
        return smoke ? Profile.SMOKE : full ? Profile.FULL : Profile.QUICK;
    }

    private int show(Path stored) throws IOException {
        if (quick || full || smoke || rounds != 0 || !names.isEmpty() || !plant.isEmpty()) {
            throw wrong("--from measures nothing: no profile, suites, rounds or plant");
        }
        String text = read(stored);
        JsonTree json;
        try {
            json = JsonTree.parse(text);
        } catch (IOException e) {
            throw new IOException(stored + ": " + e.getMessage(), e);
        }
        if (!json.has("suites")) {
            throw new IOException(stored + " is no report: it has no suites");
        }
        Report report = Report.of(json);
        Path file = docs;
        Path folder = out;
        if (file != null) {
            write(report, file);
        }
        if (folder != null || file == null) {
            Path parent = stored.toAbsolutePath().getParent();
            render(report, folder != null ? folder : parent != null ? parent : Path.of("."));
        }
        return 0;
    }

    /** Reads a file; what is wrong with it is said with its name. */
    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": not text in UTF-8", e);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static void write(Report report, Path docs) throws IOException {
        Files.writeString(docs, DocsFile.replace(read(docs), Markdown.parts(report)));
        System.out.println(docs);
    }

    private static void render(Report report, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("report.md"), Markdown.document(report));
        Files.writeString(folder.resolve("report.html"), HtmlPage.of(report));
        System.out.println(report.headline());
        System.out.println(folder.resolve("report.md"));
        System.out.println(folder.resolve("report.html"));
    }

    private int measure() throws InterruptedException, IOException {
        Profile profile = profile();
        if (rounds != 0 && rounds < LEAST_ROUNDS) {
            throw wrong("--rounds needs a number from " + LEAST_ROUNDS + ": " + rounds);
        }
        int count = rounds == 0 ? profile.rounds() : rounds;
        List<Suite> suites = Suites.named(names, plant);
        Path folder = out == null ? Path.of("report") : out;
        JsonTree fingerprint = Fingerprint.here(profile, plant);
        SampleFile file = SampleFile.open(folder, fingerprint);
        sayWhere(file);
        List<Step> steps = Step.plan(suites, profile, count);
        Measuring measuring = new Measuring(steps, file, profile.pace(), System.err);
        measuring.run();
        List<Section> sections =
                suites.stream()
                        .map(s -> Section.of(s, file.entries(), measuring.failed(s.name())))
                        .toList();
        Report report = new Report(fingerprint, count, sections);
        Files.writeString(folder.resolve("report.json"), report.toJson());
        System.out.println(folder.resolve("report.json"));
        render(report, folder);
        Path text = docs;
        if (text != null) {
            write(report, text);
        }
        return 0;
    }

    private static void sayWhere(SampleFile file) {
        if (!file.entries().isEmpty()) {
            System.err.println(
                    "# " + file.path() + " has " + file.entries().size() + " readings: resuming");
        } else if (file.isBesideOthers()) {
            System.err.println(
                    "# the readings here are of another machine, JDK, flags, commit, profile or "
                            + "plant: anew in "
                            + file.path());
        }
    }
}
