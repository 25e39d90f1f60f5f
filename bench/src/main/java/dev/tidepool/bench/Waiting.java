// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MessagePassingQueue;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.Control;

/** How a side of a hand-off waits for the other one. */
public final class Waiting {

    private static final int SPINS = 1000;
    private static final long END_NANOS = 1_000_000;

    private Waiting() {}

    /** Yields at last, for a machine with fewer free processors than the two sides need. */
    @SuppressWarnings("ThreadPriorityCheck")
    public static void pause(int tries) {
        if (tries < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /**
     * {@return what comes out of a queue, null if the measurement ends first} Until all sides have
     * noticed the end, JMH goes on to call and to count, and divides the garbage by the count: a
     * call that does nothing must not be a short one.
     */
    public static <T> @Nullable T take(MessagePassingQueue<T> queue, Control control) {
        T taken = queue.poll();
        for (int tries = 0; taken == null && !control.stopMeasurement; tries++) {
            pause(tries);
            taken = queue.poll();
        }
        if (taken == null) {
            LockSupport.parkNanos(END_NANOS);
        }
        return taken;
    }
}
