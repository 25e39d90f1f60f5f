// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A thread that stays alive between the bodies it runs, until it is closed. */
final class Worker implements AutoCloseable {
    private final ExecutorService executor;

    Worker(ThreadKind kind) {
        executor = Executors.newSingleThreadExecutor(kind.factory());
    }

    /** Runs the body on this worker's thread and waits for it. */
    void run(ThreadKind.Body body) throws Throwable {
        var outcome = new ThreadKind.Outcome();
        executor.submit(() -> outcome.of(body)).get();
        outcome.rethrow();
    }

    @Override
    public void close() {
        executor.close();
    }
}
