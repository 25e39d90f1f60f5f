// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Threads that only live: their caches are never adopted. And a virtual one, which has none. */
final class Bystanders {

    static final Thread VIRTUAL = Thread.ofVirtual().unstarted(() -> { });
    static final List<Thread> LIVE = live(8);

    private Bystanders() {
    }

    /** Threads with consecutive ids, so that they fill a table of as many entries. */
    private static List<Thread> live(int count) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofPlatform().daemon().unstarted(() -> {
                while (true) {
                    LockSupport.park();
                }
            }));
        }
        threads.forEach(Thread::start);
        return threads;
    }

    /** A generation, small enough that one cache and few stripes are all it has. */
    static <T> Generation<T> generation(int maxRetained, boolean exact) {
        return new Generation<>(Sizing.of(maxRetained, Sizing.UNSIZED, 2),
                new Budget(maxRetained), new Budget(0), exact);
    }
}
