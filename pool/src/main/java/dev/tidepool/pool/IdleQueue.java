// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import org.jspecify.annotations.Nullable;

/**
 * The objects of a checked pool, first in, first out. No change allocates, which could fail, or
 * calls anything, in which the stack could overflow: it is made as a whole or not at all.
 *
 * <p>Guarded by the pool's lock.
 */
final class IdleQueue<T> {

    /** A cached object, its size in bytes, the turn it was put in and its fingerprint then. */
    static final class Idle<T> {
        final T object;
        final long size;
        final long turn;
        final long print;
        private @Nullable Idle<T> next;

        Idle(T object, long size, long turn, long print) {
            this.object = object;
            this.size = size;
            this.turn = turn;
            this.print = print;
        }
    }

    private @Nullable Idle<T> first;
    private @Nullable Idle<T> last;
    private int size;

    int size() {
        return size;
    }

    @Nullable Idle<T> peek() {
        return first;
    }

    void add(Idle<T> one) {
        if (last == null) {
            first = one;
        } else {
            last.next = one;
        }
        last = one;
        size++;
    }

    @Nullable Idle<T> poll() {
        Idle<T> one = first;
        if (one != null) {
            first = one.next;
            if (first == null) {
                last = null;
            }
            one.next = null;
            size--;
        }
        return one;
    }

    /** Moves the first one, if there is one, behind those of another queue. */
    void moveFirstTo(IdleQueue<T> other) {
        Idle<T> one = first;
        if (one == null) {
            return;
        }
        first = one.next;
        if (first == null) {
            last = null;
        }
        one.next = null;
        size--;
        if (other.last == null) {
            other.first = one;
        } else {
            other.last.next = one;
        }
        other.last = one;
        other.size++;
    }
}
