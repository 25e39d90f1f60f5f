// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.bench.Waiting;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.Phaser;
import org.jspecify.annotations.Nullable;

/**
 * A thread for each thread of the trace. Each does its own events in their order; the events of one
 * place happen in the order of the trace whoever does them. Nothing else is ordered.
 *
 * <p>That cannot lock up: whatever an event waits for stands before it in the trace, so the first
 * event not yet done can always be done.
 *
 * <p>All meet after each call of {@link #play}: the phaser orders what is in {@code words} and
 * {@code mine} between the caller and the workers.
 */
final class Crew implements Player {

    private static final VarHandle DONE =
            MethodHandles.arrayElementVarHandle(int[].class).withInvokeExactBehavior();

    private final Hand hand;

    /** How many events of a place are done. */
    private final int[] done;

    private final Worker[] workers;
    private final Phaser start;
    private final Phaser end;
    private long[] words = {};
    private boolean closed;
    private volatile @Nullable Throwable failure;

    Crew(Hand hand, int threads, int places) {
        this.hand = hand;
        this.done = new int[places];
        this.workers = new Worker[threads];
        this.start = new Phaser(threads + 1);
        this.end = new Phaser(threads + 1);
        for (int i = 0; i < threads; i++) {
            workers[i] = new Worker();
            startThread(workers[i]);
        }
    }

    private static void startThread(Worker worker) {
        Thread.ofPlatform().daemon().name("replay-", 0).start(worker);
    }

    /** Release: publishes what the event did to the block; pairs with {@link #awaitAcquire}. */
    private void finishRelease(int place, int ordinal) {
        DONE.setRelease(done, place, ordinal + 1);
    }

    /** Acquire: pairs with {@link #finishRelease} of the event before on the same place. */
    private void awaitAcquire(int place, int ordinal) {
        for (int i = 0; (int) DONE.getAcquire(done, place) != ordinal; i++) {
            if (failure != null) {
                throw new IllegalStateException("another thread failed");
            }
            Waiting.pause(i);
        }
    }

    @Override
    public void rewind() {
        Arrays.fill(done, 0);
    }

    @Override
    public void play(long[] all, int from, int to) {
        words = all;
        for (Worker worker : workers) {
            worker.count = 0;
            worker.next = 0;
        }
        for (int i = from; i < to; i += Packed.WORDS) {
            workers[Packed.thread(all[i])].add(i);
        }
        go();
        Throwable thrown = failure;
        if (thrown != null) {
            throw new AssertionError(thrown.toString(), thrown);
        }
    }

    private void go() {
        start.arriveAndAwaitAdvance();
        end.arriveAndAwaitAdvance();
    }

    @Override
    public void close() {
        closed = true; // Published by the phaser.
        start.arriveAndAwaitAdvance();
    }

    /** A thread of the trace: one thread of the JVM after the other. */
    private final class Worker implements Runnable {

        private int[] mine = new int[1 << 10];
        private int count;
        private int next;

        private void add(int index) {
            if (count == mine.length) {
                mine = Arrays.copyOf(mine, 2 * count);
            }
            mine[count++] = index;
        }

        @Override
        public void run() {
            // A successor goes on where the one before it ended.
            boolean started = next > 0;
            while (true) {
                if (!started) {
                    start.arriveAndAwaitAdvance();
                }
                started = false;
                if (closed) {
                    return;
                }
                if (!guarded()) {
                    startThread(this);
                    return;
                }
                end.arriveAndAwaitAdvance();
            }
        }

        private boolean guarded() {
            try {
                return work();
            } catch (RuntimeException | Error e) {
                if (failure == null) {
                    failure = e;
                }
                return true;
            }
        }

        /** {@return whether the thread goes on to live} */
        private boolean work() {
            while (next < count) {
                int i = mine[next++];
                long first = words[i];
                long second = words[i + 1];
                if (Packed.operation(first) == Packed.END) {
                    return false;
                }
                if (Packed.follows(first)) {
                    awaitAcquire(Packed.place(first), Packed.ordinal(second));
                }
                Player.step(first, second, hand);
                finishRelease(Packed.place(first), Packed.ordinal(second));
            }
            return true;
        }
    }
}
