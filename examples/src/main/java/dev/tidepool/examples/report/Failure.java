// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The first thing that went wrong in any worker. The others stop for it. */
final class Failure {

    private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

    void set(Throwable failure) {
        first.compareAndSet(null, failure);
    }

    boolean isSet() {
        return first.get() != null;
    }

    void rethrow() throws ReportFailure {
        switch (first.get()) {
            case null -> { }
            case ReportFailure failure -> throw failure;
            case Error error -> throw error;
            case Throwable other -> throw new IllegalStateException("a worker failed", other);
        }
    }
}
