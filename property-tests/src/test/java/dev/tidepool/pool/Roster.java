// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Threads that do nothing but be alive, until they are told to end. Their ids can be chosen. */
final class Roster implements AutoCloseable {

    private final List<Thread> live = new ArrayList<>();
    private final List<CountDownLatch> ends = new ArrayList<>();

    /** A live platform thread. */
    Thread add() {
        return add(0, 1);
    }

    /** A live platform thread whose id is {@code remainder} modulo {@code modulus}. */
    Thread add(int remainder, int modulus) {
        var end = new CountDownLatch(1);
        Thread thread;
        do { // the others are garbage: an id is given when a thread is made
            thread = Thread.ofPlatform().daemon().name("roster").unstarted(() -> await(end));
        } while (thread.threadId() % modulus != remainder);
        thread.start();
        live.add(thread);
        ends.add(end);
        return thread;
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            // it ends all the same
        }
    }

    int size() {
        return live.size();
    }

    Thread get(int i) {
        return live.get(i);
    }

    /** Ends the i-th thread and waits until it is dead. */
    Thread end(int i) {
        ends.remove(i).countDown();
        Thread thread = live.remove(i);
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return thread;
    }

    @Override
    public void close() {
        while (size() > 0) {
            end(size() - 1);
        }
    }
}
