// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

/** Why there is no report: a message for the user and the exit code that goes with it. */
public final class ReportFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    ReportFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** One of {@link ExitCode}. */
    public int exitCode() {
        return exitCode;
    }
}
