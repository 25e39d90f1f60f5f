// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Is this class worth pooling? The command line of the advisor. */
@Command(
        name = "advise",
        sortOptions = false,
        description = {
            "Measures what objects of a class cost fresh and by a pool, whether the JIT removes "
                + "them, and says whether to pool them.%n"},
        footer = {
            "%nAn ACTION is a method: name, 'name(1, \"x\")', or 'Class::name' for a static one "
                + "that takes the object first. Arguments are literals and constants. The "
                + "measuring JVMs get the flags of this one: java -XX:+UseZGC -jar benchmarks.jar "
                + "advise CLASS."},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the advice is printed",
            "1:unexpected error",
            "2:wrong option or value, or one is missing",
            "3:the class, its factory or a method cannot be called",
            "4:the factory or a method failed",
            "5:a measuring JVM failed or took too long",
            "7:the JSON cannot be written",
            "130:interrupted"})
public final class AdviseCommand implements Callable<Integer> {

    private static final int MOST_FORKS = 99;
    private static final int LEAST_MILLIS = 10;
    private static final int MOST_MILLIS = 10_000;
    private static final int MOST_THREADS = 1024;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "CLASS", description =
        "A public class by its full name.")
    private @Nullable String type;

    @Option(names = "--class-path", paramLabel = "PATH", description =
        "Jars and folders in which the class and what it needs are.")
    private @Nullable String classPath;

    @Option(names = "--factory", paramLabel = "FACTORY", description = {
        "A public static method, 'Class::method', or a file F.java without a package, whose class "
            + "F implements Supplier<CLASS>. Default: the public constructor."})
    private @Nullable String factory;

    @Option(names = "--args", paramLabel = "LIST", description =
        "Arguments of the constructor or method, such as 4096 or '10, \"x\"'.")
    private @Nullable String arguments;

    @Option(names = "--use", paramLabel = "ACTION", description =
        "What an owner does with the object. Default: a record is read, others are not touched.")
    private @Nullable String use;

    @Option(names = "--reset", paramLabel = "ACTION", description =
        "What makes a used object as good as new. Default: nothing.")
    private @Nullable String reset;

    @Option(names = "--dispose", paramLabel = "ACTION", description =
        "What ends an object's life. Default: close, for an AutoCloseable; none for nothing.")
    private @Nullable String dispose;

    @Option(names = "--rate", paramLabel = "N", description =
        "Uses a second in your program, for what a pool would save.")
    private double rate = Double.NaN;

    @Option(names = "--threads", paramLabel = "N", description =
        "Threads in the questions about contention. Default: one per CPU, at least 2.")
    private int threads = Settings.usual().threads();

    @Option(names = "--forks", paramLabel = "N", description =
        "JVMs for each question. Default: 3.")
    private int forks = Settings.usual().forks();

    @Option(names = "--millis", paramLabel = "N", description =
        "Length of an interval, of which each JVM measures 5 after 5 to warm up. Default: 100.")
    private int millis = Settings.usual().millis();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures.")
    private @Nullable Path json;

    @Option(names = "--rule-of-thumb", description = {
        "No CLASS, but byte arrays and object graphs of 16 B to 64 KiB: from which size on does a "
            + "pool pay with this JDK and collector?"})
    private boolean ruleOfThumb;

    @SuppressWarnings("UnusedVariable") // picocli reads it.
    @Option(names = "--help", usageHelp = true, description = "This text.")
    private boolean help;

    @Override
    public Integer call() throws AdviseFailure, IOException, InterruptedException {
        if (ruleOfThumb) {
            require(type == null, "--rule-of-thumb takes no CLASS");
        }
        Settings settings = settings();
        Request request = ruleOfThumb ? null : request();
        PrintWriter err = spec.commandLine().getErr();
        try (Laboratory laboratory =
                new Laboratory(allPaths(), settings, what -> err.println("# " + what))) {
            if (request == null) {
                List<ThumbRow> rows =
                        RuleOfThumb.measure(laboratory, RuleOfThumb.LEAST, RuleOfThumb.MOST);
                print(RuleOfThumb.text(rows) + settings.conditions(), RuleOfThumb.json(rows));
            } else {
                AdviceReport report =
                        new AdviceReport(laboratory.examine(request), rate, settings);
                print(report.text(), report.json());
            }
        }
        return 0;
    }

    private void print(String text, String figures) throws AdviseFailure {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
        if (json == null) {
            return;
        }
        try {
            Files.writeString(json, figures);
        } catch (IOException e) {
            throw new AdviseFailure(
                    AdviseFailure.NOT_WRITTEN, "cannot write " + json + ": " + e);
        }
    }

    private Request request() throws AdviseFailure {
        if (type == null) {
            throw new ParameterException(spec.commandLine(), "which CLASS?");
        }
        Request request = Request.of(type);
        if (factory != null) {
            request = factory.endsWith(".java")
                    ? request.withScript(Path.of(factory))
                    : request.withFactory(factory);
        }
        request = arguments == null ? request : request.withArguments(arguments);
        request = use == null ? request : request.withUse(use);
        request = reset == null ? request : request.withReset(reset);
        return dispose == null ? request : request.withDispose(dispose);
    }

    private Settings settings() {
        requireRange("--forks", forks, 1, MOST_FORKS);
        requireRange("--millis", millis, LEAST_MILLIS, MOST_MILLIS);
        requireRange("--threads", threads, 1, MOST_THREADS);
        require(Double.isNaN(rate) || (rate > 0 && rate < Double.POSITIVE_INFINITY),
                "--rate must be positive, not " + rate);
        return Settings.usual().withForks(forks).withMillis(millis).withThreads(threads);
    }

    private void requireRange(String option, int value, int least, int most) {
        require(value >= least && value <= most,
                option + " must be from " + least + " to " + most + ", not " + value);
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    /** The children need what this JVM runs from: the pool, JOL, and ourselves. */
    private String allPaths() {
        String own = System.getProperty("java.class.path", "");
        return classPath == null ? own : own + File.pathSeparator + classPath;
    }
}
