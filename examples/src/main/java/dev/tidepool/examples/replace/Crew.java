// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.replace;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;

/** Threads that do the same; what one of them throws is not lost. */
final class Crew {

    private final List<FutureTask<Long>> tasks = new ArrayList<>();

    private Crew() {}

    static Crew start(ThreadFactory threads, int count, Callable<Long> task) {
        Crew crew = new Crew();
        for (int i = 0; i < count; i++) {
            FutureTask<Long> future = new FutureTask<>(task);
            crew.tasks.add(future);
            threads.newThread(future).start();
        }
        return crew;
    }

    /** Waits for all. {@return the sum of what they return} */
    long sum() throws Exception {
        long sum = 0;
        for (FutureTask<Long> task : tasks) {
            sum += task.get();
        }
        return sum;
    }
}
