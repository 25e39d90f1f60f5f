// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.function.Executable;

/** Other threads. */
enum Elsewhere {
    PLATFORM(Thread.ofPlatform().daemon().factory()),
    VIRTUAL(Thread.ofVirtual().factory());

    private final ThreadFactory factory;

    Elsewhere(ThreadFactory factory) {
        this.factory = factory;
    }

    /** What one of several threads does. */
    interface Part {
        void run(int thread) throws Throwable;
    }

    /** Runs it on a new thread of this kind, which has died when this returns. */
    void run(Executable body) throws Throwable {
        var failure = new AtomicReference<Throwable>();
        join(List.of(start(body, failure)), failure);
    }

    /** Runs that many threads of this kind at once; the first failure is thrown when all ended. */
    void together(int threads, Part part) throws Throwable {
        var failure = new AtomicReference<Throwable>();
        var line = new CyclicBarrier(threads);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            all.add(start(() -> {
                line.await();
                part.run(number);
            }, failure));
        }
        join(all, failure);
    }

    /** A thread of this kind that lives until it is closed. */
    Worker worker() {
        return new Worker(Executors.newSingleThreadExecutor(factory));
    }

    /** Lets go of several threads at once without asking the scheduler. */
    static void meet(CyclicBarrier line) {
        try {
            line.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException("the others gave up", e);
        }
    }

    private Thread start(Executable body, AtomicReference<Throwable> failure) {
        Thread thread = factory.newThread(() -> {
            try {
                body.execute();
            } catch (Throwable t) {
                failure.compareAndSet(null, t);
            }
        });
        thread.start();
        return thread;
    }

    private static void join(List<Thread> threads, AtomicReference<Throwable> failure)
            throws Throwable {
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    /** A thread that stays alive between the bodies it runs. */
    record Worker(ExecutorService executor) implements AutoCloseable {

        <T> T call(Callable<T> body) throws Throwable {
            try {
                return executor.submit(body).get();
            } catch (ExecutionException e) {
                throw e.getCause();
            }
        }

        void run(Executable body) throws Throwable {
            call(() -> {
                try {
                    body.execute();
                } catch (Exception | Error e) {
                    throw e;
                } catch (Throwable t) {
                    throw new AssertionError(t);
                }
                return true;
            });
        }

        @Override
        public void close() {
            executor.close();
        }
    }
}
