// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import dev.tidepool.bench.CommandFailure;

/** Why there is no advice, in words for the user. */
public final class AdviseFailure extends CommandFailure {

    static final int USAGE = 2;
    static final int NOT_CALLABLE = 3;
    static final int OBJECT_FAILED = 4;
    static final int CHILD_FAILED = 5;
    static final int NOT_WRITTEN = 7;

    private static final long serialVersionUID = 1;

    AdviseFailure(int exitCode, String message) {
        super(exitCode, message);
    }

    /** The compiler finds no such class or member, or refuses the call. */
    static AdviseFailure notCallable(String message) {
        return new AdviseFailure(NOT_CALLABLE, message);
    }
}
