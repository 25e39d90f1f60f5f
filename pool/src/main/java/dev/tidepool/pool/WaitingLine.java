// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The claims that wait for a berth, and whose turn it is. Guarded by the lock of {@link Berths}.
 *
 * <p>What becomes available is at hand for anyone, and the longest waiter is woken to take it;
 * until it comes, a claim that just arrives may take it instead. Handing it over at once would
 * leave it unused for as long as a thread takes to wake up, each time, and all threads would move
 * at that pace. A waiter that was woken in vain is <em>due</em>: what becomes available next is
 * handed over to it.
 */
final class WaitingLine<T> {

    private final SequencedSet<Waiter<T>> waiting = new LinkedHashSet<>();
    private final SequencedSet<Waiter<T>> due = new LinkedHashSet<>();
    private int woken;

    void join(Waiter<T> me) {
        waiting.add(me);
    }

    void leave(Waiter<T> me) {
        if (me.woken) {
            me.woken = false;
            woken--;
        } else if (!waiting.remove(me)) {
            due.remove(me);
        }
    }

    /** It came to see and found nothing: nothing if nobody had told it to. */
    void foundNothing(Waiter<T> me) {
        if (me.woken) {
            due.add(me);
            me.woken = false;
            woken--;
        }
    }

    /** {@return whom the next berth is to be handed over to, out of the line; null if nobody} */
    @Nullable Waiter<T> nextDue() {
        return due.isEmpty() ? null : due.removeFirst();
    }

    /** {@return whom to wake after the lock, since something is at hand; null if nobody} */
    @Nullable Waiter<T> nextToTell() {
        if (waiting.isEmpty()) {
            return null;
        }
        Waiter<T> first = waiting.removeFirst();
        first.woken = true;
        woken++;
        return first;
    }

    void wakeAll() {
        waiting.forEach(WaitingLine::wake);
        due.forEach(WaitingLine::wake);
    }

    static void wake(@Nullable Waiter<?> waiter) {
        if (waiter != null) {
            LockSupport.unpark(waiter.thread);
        }
    }

    int size() {
        return waiting.size() + due.size() + woken;
    }

    /** {@return whether with so many berths at hand nobody waits in vain} */
    boolean isInOrder(long atHand) {
        return (due.isEmpty() || atHand == 0) && (waiting.isEmpty() || atHand <= woken);
    }
}
