// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Threads that do one thing at a time, each to its end, so that a history over many threads stays
 * sequential: the caller itself, some platform threads, and a new virtual thread for each task.
 */
final class Crew {

    /** Who does a task. */
    enum Member {
        CALLER,
        FIRST,
        SECOND,
        VIRTUAL
    }

    private final Worker[] workers = {new Worker(), new Worker()};

    private static final class Worker {
        private Thread thread;
        private final ExecutorService tasks = Executors.newSingleThreadExecutor(task -> {
            thread = Thread.ofPlatform().daemon().name("crew").unstarted(task);
            return thread;
        });
    }

    /** Runs the task on that thread, waits for its end, and throws what it threw. */
    void run(Member who, Runnable task) {
        switch (who) {
            case CALLER -> task.run();
            case VIRTUAL -> {
                var future = new FutureTask<>(task, null);
                Thread.ofVirtual().start(future);
                await(future);
            }
            default -> await(workers[indexOf(who)].tasks.submit(task));
        }
    }

    /** The platform thread of that name ends, and another takes its place. */
    void replace(Member who) {
        int i = indexOf(who);
        workers[i].tasks.shutdown();
        join(workers[i].thread);
        workers[i] = new Worker();
    }

    private static int indexOf(Member who) {
        return who == Member.FIRST ? 0 : 1;
    }

    private static void join(Thread thread) {
        if (thread == null) {
            return; // it never had a task
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(Future<?> task) {
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
