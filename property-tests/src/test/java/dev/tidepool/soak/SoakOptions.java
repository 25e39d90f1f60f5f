// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What the user asked for.
 *
 * @param seconds how long
 * @param seed what chance begins with
 * @param threads platform threads at once
 * @param plant a fault to plant
 * @param report where the samples go; null for nowhere
 * @param alone whether no one else uses the libraries in this process
 */
record SoakOptions(long seconds, long seed, int threads, Plant plant, Path report,
        boolean alone) {

    static final String USAGE = """
            usage: mvn -Psoak -Dargs='OPTIONS'
              --seconds N, --minutes N, --hours N   how long; by default 60 seconds
              --seed N       what chance begins with; by default another one each time
              --threads N    platform threads at once, by default 4 and twice the processors
              --report FILE  writes the samples, a JSON object for each, and the verdict
              --plant NAME   plants a fault, which the soak has to find:
            %s
              --help         this text
            Ends with 0, with 1 if a check failed, with 2 if it does not understand an option.
            """.formatted(Arrays.stream(Plant.values())
                    .map(plant -> "                 %-19s%s".formatted(plant.option(),
                            plant.what()))
                    .collect(Collectors.joining("\n")));

    private static final long MOST_SECONDS = 366L * 24 * 3600;

    /**
     * {@return the options}
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    static SoakOptions parse(String... arguments) {
        long seconds = -1;
        long seed = System.nanoTime();
        int threads = 4 + 2 * Runtime.getRuntime().availableProcessors();
        Plant plant = Plant.NONE;
        Path report = null;
        for (int i = 0; i < arguments.length; i += 2) {
            String option = arguments[i];
            String value = i + 1 < arguments.length ? arguments[i + 1] : null;
            switch (option) {
                case "--seconds" -> seconds = duration(seconds, option, value, 1);
                case "--minutes" -> seconds = duration(seconds, option, value, 60);
                case "--hours" -> seconds = duration(seconds, option, value, 3600);
                case "--seed" -> seed = number(option, value, Long.MIN_VALUE, Long.MAX_VALUE);
                case "--threads" -> threads = (int) number(option, value, 1, 1000);
                case "--plant" -> plant = Plant.of(given(option, value));
                case "--report" -> report = Path.of(given(option, value));
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        return new SoakOptions(seconds < 0 ? 60 : seconds, seed, threads, plant, report, true);
    }

    private static long duration(long before, String option, String value, long unit) {
        if (before >= 0) {
            throw new IllegalArgumentException(option + ": how long is said already");
        }
        return unit * number(option, value, 1, MOST_SECONDS / unit);
    }

    private static String given(String option, String value) {
        if (value == null) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return value;
    }

    private static long number(String option, String value, long least, long most) {
        long number;
        try {
            number = Long.parseLong(given(option, value));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " " + value + " is no whole number", e);
        }
        if (number < least || number > most) {
            throw new IllegalArgumentException(option + " " + value + " is not from " + least
                    + " to " + most);
        }
        return number;
    }
}
