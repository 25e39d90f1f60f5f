// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;

/** Another platform thread, which does one thing at a time while its caller waits. */
final class Helper {

    private static final Runnable END = () -> { };

    private record Task(Runnable body, CompletableFuture<Void> done) {}

    private final LinkedBlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("helper").start(this::serve);

    private void serve() {
        try {
            for (Task task = tasks.take(); task.body != END; task = tasks.take()) {
                try {
                    task.body.run();
                    task.done.complete(null);
                } catch (Throwable e) {
                    task.done.completeExceptionally(e);
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void run(Runnable body) {
        if (Thread.currentThread() == thread) {
            body.run();
            return;
        }
        var done = new CompletableFuture<Void>();
        tasks.add(new Task(body, done));
        try {
            done.join();
        } catch (CompletionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** Returns when the thread is dead. */
    void end() {
        tasks.add(new Task(END, new CompletableFuture<>()));
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
