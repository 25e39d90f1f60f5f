// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import java.io.IOException;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/** The main method of every report. */
public final class Reports {

    private Reports() {}

    /** What a report does once it knows its options. */
    @FunctionalInterface
    public interface Report {
        void run(ReportOptions options) throws RunnerException, InterruptedException, IOException;
    }

    /** Runs a report, or explains its usage; ends the JVM where something fails. */
    public static void main(Class<?> name, String[] args, Report report)
            throws InterruptedException, IOException {
        if (List.of(args).contains("--help")) {
            System.out.print(ReportOptions.usage(name));
            return;
        }
        ReportOptions options;
        try {
            options = ReportOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(ReportOptions.usage(name));
            System.exit(2);
            return;
        }
        try {
            report.run(options);
        } catch (RunnerException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
