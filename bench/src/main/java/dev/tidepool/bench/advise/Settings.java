// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import dev.tidepool.bench.Machine;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How long to measure.
 *
 * @param forks child JVMs for each question
 * @param warmUps intervals before those that count
 * @param intervals those that count
 * @param millis of an interval
 * @param threads in the questions about contention
 * @param timeoutSeconds after which a child is given up
 */
record Settings(
        int forks, int warmUps, int intervals, int millis, int threads, int timeoutSeconds) {

    /** {@return what a user has the patience for} */
    static Settings usual() {
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        return new Settings(3, 5, 5, 100, threads, 60);
    }

    Settings withForks(int count) {
        return new Settings(count, warmUps, intervals, millis, threads, timeoutSeconds);
    }

    Settings withMillis(int each) {
        return new Settings(forks, warmUps, intervals, each, threads, timeoutSeconds);
    }

    Settings withThreads(int count) {
        return new Settings(forks, warmUps, intervals, millis, count, timeoutSeconds);
    }

    /** {@return under what conditions figures were taken} */
    String conditions() {
        Machine machine = Machine.here();
        return String.format(
                Locale.ROOT,
                "# %s; %s; %d processors%n# forks: %d, of %d intervals of %d ms; %s; low and "
                        + "high are quartiles%n",
                machine.jdk(),
                String.join(", ", machine.collectors()),
                machine.processors(),
                forks,
                intervals,
                millis,
                String.join(" ", Stream.concat(
                        machine.flags().stream(), Child.heap().stream()).toList()));
    }
}
