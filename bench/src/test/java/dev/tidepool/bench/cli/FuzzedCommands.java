// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.cli;

import dev.tidepool.bench.fuzz.Edges;
import dev.tidepool.bench.fuzz.FuzzTarget;
import dev.tidepool.examples.AllocationReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * A command line, an argument a line, and behind a line {@code ---} the bytes of the file that
 * {@code {input}} stands for. Whatever they are: an exit code of the command's list, a message that
 * names an argument, no stack trace, and no file outside the folder. What would measure is cut out.
 */
public final class FuzzedCommands implements FuzzTarget {

    private static final String END = "\n---\n";
    private static final int MOST_EVENTS = 2000;

    /** Options whose value is a file; it stays in the folder. */
    private static final Set<String> FILES = Set.of("--out", "--json", "--html", "--docs",
            "--from", "--from-jfr", "--factory", "--class-path");

    private static final Map<String, Set<Integer>> CODES = Map.of(
            "replay", Set.of(0, 2),
            "report", Set.of(0, 1, 2),
            "gc-compare", Set.of(0, 2),
            "advise", Set.of(0, 2, 3, 4, 5, 7),
            "AllocationReport", Set.of(0, 2, 3, 4, 5, 7));

    /** Nothing was given that a message could name, or it says the rest of an argument. */
    private static final Pattern MISSING = Pattern.compile("which CLASS\\?|give one of TRACE"
            + "|only one of --quick, --full and --smoke|--from measures nothing"
            + "|not an argument: .");

    private static final Pattern TRACE =
            Pattern.compile("(?m)^\\s+at [\\w.$/]+\\(|^(?:[a-z]+\\.)+[A-Z]\\w*(?:Exception|Error)");

    private final Path folder;
    private final Path work = Path.of("").toAbsolutePath();
    private final Set<Path> before;

    private final StringWriter err = new StringWriter();

    // Made once: reading the annotations of all commands takes most of a run.
    private final CommandLine main = Main.commandLine();
    private final CommandLine allocationReport = AllocationReport.commandLine();

    public FuzzedCommands(Path folder) throws IOException {
        this.folder = folder;
        this.before = list(work);
    }

    private static Set<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return Set.copyOf(files.toList());
        }
    }

    @Override
    public void run(byte[] input) throws IOException {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        int end = text.indexOf(END);
        String head = end < 0 ? text : text.substring(0, end);
        byte[] content = end < 0 ? new byte[0]
                : Arrays.copyOfRange(input, end + END.length(), input.length);
        List<String> args = tame(List.of(
                new String(head.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                        .split("\n", -1)));
        Files.write(folder.resolve("input"), content);
        Files.createDirectories(folder.resolve("sub"));
        try {
            run(args);
        } finally {
            sweep(folder);
        }
        Set<Path> after = list(work);
        require(after.equals(before), "in the current folder there is now " + after);
    }

    /** Deletes what a run left. */
    private static void sweep(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                if (!file.equals(folder)) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Keeps files within the folder and made-up traces short. */
    private List<String> tame(List<String> args) {
        List<String> tamed = new ArrayList<>();
        String option = "";
        for (String arg : args) {
            String before = option;
            int equal = arg.startsWith("-") ? arg.indexOf('=') : -1;
            if (equal > 0) {
                String name = arg.substring(0, equal);
                tamed.add(name + "=" + tame(name, arg.substring(equal + 1)));
            } else {
                tamed.add(tame(before, arg));
            }
            option = equal > 0 ? "" : arg;
        }
        if (args.getFirst().equals("replay") && args.stream().noneMatch("--events"::equals)) {
            tamed.add("--events=" + MOST_EVENTS);
        }
        if (args.getFirst().equals("AllocationReport")
                && args.stream().noneMatch(arg -> arg.startsWith("--html"))) {
            tamed.add("--html=" + folder.resolve("page.html"));
        }
        return tamed;
    }

    private String tame(String option, String value) {
        if (value.startsWith("{") && value.endsWith("}")) {
            return folder.resolve(value.replaceAll("[^\\w.]", "_")
                    .replace("_input_", "input").replace("_sub_", "sub")).toString();
        }
        if (option.equals("--events") && value.matches("\\d{4,18}")) {
            return Long.toString(Math.min(Long.parseLong(value), MOST_EVENTS));
        }
        String flat = value.startsWith("@") || value.contains("/") || value.contains("..")
                ? value.replace('@', '_').replace('/', '_').replace("..", "__") : value;
        return !FILES.contains(option) || flat.startsWith("-") ? flat
                : flat.isEmpty() ? folder.toString() : folder + "/" + flat;
    }

    private void run(List<String> args) throws IOException {
        err.getBuffer().setLength(0);
        ByteArrayOutputStream streams = new ByteArrayOutputStream();
        PrintStream capture = new PrintStream(streams, true, StandardCharsets.UTF_8);
        PrintStream out = System.out;
        PrintStream errors = System.err;
        int code;
        System.setOut(capture);
        System.setErr(capture);
        try {
            renew(main);
            renew(allocationReport);
            code = execute(args);
        } catch (Edges.Reached e) {
            return; // All is right so far.
        } finally {
            System.setOut(out);
            System.setErr(errors);
        }
        check(args, code, err + streams.toString(StandardCharsets.UTF_8));
    }

    /** A strategy that knows other standard streams than the present ones takes them back. */
    private void renew(CommandLine line) {
        line.setExecutionStrategy(new CommandLine.RunLast())
                .setOut(new PrintWriter(Writer.nullWriter())).setErr(new PrintWriter(err, true));
    }

    private int execute(List<String> args) {
        if (args.getFirst().equals("AllocationReport")) {
            return allocationReport.execute(args.subList(1, args.size()).toArray(String[]::new));
        }
        if (!Main.isOurs(args.getFirst(), main.getSubcommands().keySet())) {
            return 0; // JMH's.
        }
        return Main.execute(main, args.toArray(String[]::new));
    }

    private static void check(List<String> args, int code, String err) {
        require(CODES.getOrDefault(args.getFirst(), Set.of(0, 2)).contains(code),
                "exit code " + code + " of " + args + ": " + err);
        require(!TRACE.matcher(err).find(), "a stack trace for " + args + ": " + err);
        require(code == 0 || isNamed(args, err) || MISSING.matcher(err).find(),
                "exit code " + code + " names no argument of " + args + ": " + err);
    }

    /** Whether a message says an argument, or an option without its value. */
    private static boolean isNamed(List<String> args, String err) {
        boolean known = CODES.containsKey(args.getFirst()) && args.size() > 1;
        List<String> words = known ? args.subList(1, args.size()) : args;
        return words.stream().anyMatch(arg -> arg.strip().length() < 2
                || err.contains(arg.strip().split("=", 2)[0])
                || arg.contains("=") && err.contains(arg.split("=", 2)[1]));
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message);
        }
    }
}
