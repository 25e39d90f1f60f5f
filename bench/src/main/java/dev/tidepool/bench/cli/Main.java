// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.cli;

import dev.tidepool.bench.CommandFailure;
import dev.tidepool.bench.advise.AdviseCommand;
import dev.tidepool.bench.gc.GcCompareCommand;
import dev.tidepool.bench.replay.ReplayCommand;
import dev.tidepool.bench.report.ReportCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * The benchmark jar's main class: our commands by name, and JMH for everything else, with all its
 * options.
 *
 * <p>Run {@code java -jar bench/target/benchmarks.jar --help}.
 */
@Command(
        name = "benchmarks",
        sortOptions = false,
        synopsisHeading = "",
        customSynopsis = {
            "usage: java -jar benchmarks.jar [REGEXP]... [OPTION]...  runs benchmarks by JMH",
            "       java -jar benchmarks.jar COMMAND ...              runs a command of these"},
        description = {
            "%nWhatever does not start with a command goes to JMH: -h lists its options, "
                + "-l the benchmarks. COMMAND --help explains a command."},
        commandListHeading = "%nCommands:%n")
public final class Main {

    /** A longer way to a command's name is no slip of the finger. */
    private static final int MOST_SLIPS = 2;

    private static final int USAGE = 2;
    private static final int INTERRUPTED = 130;

    private Main() {}

    /** Every command has its line here. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler(Main::refuse)
                .setExecutionExceptionHandler(Main::explain)
                .addSubcommand("report", ReportCommand.commandLine())
                .addSubcommand("gc-compare", new GcCompareCommand())
                .addSubcommand("advise", new AdviseCommand())
                .addSubcommand("replay", ReplayCommand.commandLine());
    }

    /** Runs a command and ends the process with its exit code, or leaves the process to JMH. */
    public static void main(String[] args) throws IOException {
        CommandLine line = commandLine();
        if (args.length == 0 || !isOurs(args[0], line.getSubcommands().keySet())) {
            org.openjdk.jmh.Main.main(args);
            return;
        }
        // Unlike picocli's own writer, this one learns when standard output is on a full disk.
        line.setOut(new PrintWriter(System.out, true, System.out.charset()));
        System.exit(execute(line, args));
    }

    static int execute(CommandLine line, String... args) {
        Set<String> commands = line.getSubcommands().keySet();
        if (args[0].equals("--help")) {
            line.usage(line.getOut());
            return 0;
        }
        if (!commands.contains(args[0])) {
            line.getErr().println("no command " + args[0] + "; is it " + meant(args[0], commands)
                    + "? --help lists the commands, -h JMH's options.");
            return USAGE;
        }
        return line.execute(args);
    }

    /** {@return whether JMH must not see it: a command, or what was certainly meant as one} */
    static boolean isOurs(String argument, Set<String> commands) {
        return argument.equals("--help") || meant(argument, commands) != null;
    }

    private static @Nullable String meant(String word, Set<String> commands) {
        for (String command : commands) {
            // Two slips are half of a short name.
            if (slips(word, command) <= Math.min(MOST_SLIPS, command.length() / 3)) {
                return command;
            }
        }
        return null;
    }

    /** {@return how many letters to insert, delete or replace to get from one word to the other} */
    private static int slips(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }

    private static int refuse(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        command.getErr().println(failure.getMessage());
        command.getErr().println("Try " + command.getCommandName() + " --help.");
        return USAGE;
    }

    private static int explain(
            Exception failure, CommandLine command, CommandLine.@Nullable ParseResult result)
            throws Exception {
        return switch (failure) {
            case CommandFailure known -> {
                command.getErr().println(known.getMessage());
                yield known.exitCode();
            }
            case InterruptedException _ -> INTERRUPTED;
            // Only the first command's handlers are asked, but a command may have its own.
            default -> command.getExecutionExceptionHandler()
                    .handleExecutionException(failure, command, result);
        };
    }
}
