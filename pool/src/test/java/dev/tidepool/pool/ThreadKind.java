// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.concurrent.ThreadFactory;

/** The two kinds of thread: every rule of a pool holds on both. */
enum ThreadKind {
    PLATFORM,
    VIRTUAL;

    /** Part of a test that runs on a thread of its own. */
    interface Body {
        void run() throws Throwable;
    }

    Thread.Builder builder() {
        return switch (this) {
            case PLATFORM -> Thread.ofPlatform().daemon();
            case VIRTUAL -> Thread.ofVirtual();
        };
    }

    ThreadFactory factory() {
        return builder().factory();
    }

    Thread start(Runnable body) {
        return builder().start(body);
    }

    /** Runs the body on a new thread of this kind, waits for it, and throws what it threw. */
    void run(Body body) throws Throwable {
        run(body, "");
    }

    /** The same on a thread of that name. */
    void run(Body body, String name) throws Throwable {
        var outcome = new Outcome();
        Thread thread = builder().name(name).start(() -> outcome.of(body));
        try {
            thread.join();
        } catch (InterruptedException e) {
            e.addSuppressed(stuck(thread));
            thread.interrupt();
            throw e;
        }
        outcome.rethrow();
    }

    private static Throwable stuck(Thread thread) {
        var where = new AssertionError("still running: " + thread);
        where.setStackTrace(thread.getStackTrace());
        return where;
    }

    /** What a body threw, carried from its thread to the test's. */
    static final class Outcome {
        private volatile Throwable thrown;

        void of(Body body) {
            try {
                body.run();
            } catch (Throwable t) {
                thrown = t;
            }
        }

        void rethrow() throws Throwable {
            if (thrown != null) {
                throw thrown;
            }
        }
    }
}
