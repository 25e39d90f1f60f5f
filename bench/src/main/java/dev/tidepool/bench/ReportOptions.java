// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the command line of a report asks for.
 *
 * @param quick only the subjects of the speed table, short iterations
 * @param rounds forks per subject, spread over the whole run
 * @param smoke so short that the figures mean nothing
 */
public record ReportOptions(boolean quick, boolean smoke, int rounds, @Nullable Path json) {

    public static String usage(Class<?> report) {
        return """
            usage: java -cp benchmarks.jar %s [OPTION]...
              --quick        only what the speed table needs, in minutes instead of most of an hour
              --smoke        one short round of --quick, to see that everything runs
              --rounds N     forks per subject, at least 3 (default 5, with --quick 3)
              --json FILE    write the figures, the samples and JMH's raw results
              --help         this text
            """
                .formatted(report.getName());
    }

    public static ReportOptions parse(String[] args) {
        boolean quick = false;
        boolean smoke = false;
        int rounds = 0;
        @Nullable Path json = null;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick" -> quick = true;
                case "--smoke" -> smoke = true;
                case "--rounds" -> rounds = rounds(value(args, ++i));
                case "--json" -> json = Path.of(value(args, ++i));
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        if (smoke) {
            return new ReportOptions(true, true, 1, json);
        }
        return new ReportOptions(quick, false, rounds > 0 ? rounds : quick ? 3 : 5, json);
    }

    private static String value(String[] args, int i) {
        if (i == args.length) {
            throw new IllegalArgumentException(args[i - 1] + " needs a value");
        }
        return args[i];
    }

    private static int rounds(String number) {
        int rounds = number.matches("\\d{1,3}") ? Integer.parseInt(number) : 0;
        if (rounds < 3) {
            throw new IllegalArgumentException("--rounds needs a number from 3 to 999: " + number);
        }
        return rounds;
    }

    /**
     * {@return who takes part in a workload}
     *
     * @param table the subjects that the speed table needs
     * @param others those that only a full run measures
     */
    public List<String> subjects(List<String> table, List<String> others) {
        return Stream.concat(table.stream(), quick ? Stream.of() : others.stream()).toList();
    }

    public int warmUps() {
        return smoke ? 1 : quick ? 3 : 5;
    }

    public int iterations() {
        return smoke ? 1 : quick ? 3 : 5;
    }

    public int iterationMillis() {
        return smoke ? 50 : quick ? 200 : 500;
    }

    public int virtualRepetitions() {
        return smoke ? 3 : quick ? 51 : 101;
    }

    /** {@return how long single operations are timed under one condition} */
    public int latencyMillis() {
        return smoke ? 50 : quick ? 2000 : 10_000;
    }
}
