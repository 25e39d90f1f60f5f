// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A thread that claims, and what came of it. */
final class Claimant {

    private final FutureTask<Lease<Item>> outcome;
    private final Thread thread;

    private Claimant(ThreadKind kind, Callable<Lease<Item>> claim) {
        outcome = new FutureTask<>(claim);
        thread = kind.start(outcome);
    }

    /** Starts one that need not wait, or not in the pool. */
    static Claimant start(ThreadKind kind, Callable<Lease<Item>> claim) {
        return new Claimant(kind, claim);
    }

    /** Starts one, and returns when it waits in the pool. */
    static Claimant inLine(ThreadKind kind, BoundedPool<Item> pool, Callable<Lease<Item>> claim)
            throws Throwable {
        int before = pool.waiting();
        var claimant = new Claimant(kind, claim);
        await(() -> pool.waiting() > before || claimant.isDone());
        assertFalse(claimant.isDone(), () -> "did not wait: " + claimant.outcome);
        return claimant;
    }

    /** Waits until the condition holds, or the test's time is up. */
    static void await(Gc.Condition condition) throws Exception {
        while (!condition.holds()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Race.breathe();
        }
    }

    static Claimant inLine(ThreadKind kind, BoundedPool<Item> pool) throws Throwable {
        return inLine(kind, pool, pool::claim);
    }

    void interrupt() {
        thread.interrupt();
    }

    boolean isDone() {
        return outcome.isDone();
    }

    Thread.State state() {
        return thread.getState();
    }

    /** {@return its lease} Waits until it has one. */
    Lease<Item> lease() throws Exception {
        return outcome.get();
    }

    /** {@return what it threw} Waits until it has. */
    Throwable failure() {
        return assertThrows(ExecutionException.class, outcome::get).getCause();
    }
}
