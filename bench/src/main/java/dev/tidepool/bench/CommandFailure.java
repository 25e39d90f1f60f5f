// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

/** Why a command of the benchmark jar has no answer: words for the user, and an exit code. */
public class CommandFailure extends Exception {

    private static final long serialVersionUID = 1;

    private final int exitCode;

    protected CommandFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public final int exitCode() {
        return exitCode;
    }
}
