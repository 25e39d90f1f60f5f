// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import org.jspecify.annotations.Nullable;

/** Collects what was thrown while the rest was being closed. Not thread-safe. */
final class Failures {

    private @Nullable Throwable first;

    /** Keeps what was thrown: the first one, others as suppressed by it. */
    void add(Throwable thrown) {
        if (first == null) {
            first = thrown;
        } else if (first != thrown) {
            first.addSuppressed(thrown);
        }
    }

    /** Makes what was collected suppressed by what is thrown instead. */
    void yieldTo(Throwable thrown) {
        if (first != null && first != thrown) {
            thrown.addSuppressed(first);
        }
    }

    /** Throws the first one, if there is one; none is checked. */
    void rethrow() {
        switch (first) {
            case null -> {
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(first);
        }
    }
}
