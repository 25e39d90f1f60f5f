// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import org.jspecify.annotations.Nullable;

/**
 * A stack that links the berths themselves, so that a push allocates nothing and cannot fail. What
 * was used last is used next: a surplus stays at the bottom. Guarded by the lock of {@link Berths}.
 */
final class BerthStack<T> {

    private @Nullable Berth<T> top;
    private int size;

    void push(Berth<T> berth) {
        berth.next = top;
        top = berth;
        size++;
    }

    @Nullable Berth<T> peek() {
        return top;
    }

    @Nullable Berth<T> pop() {
        Berth<T> berth = top;
        if (berth != null) {
            top = berth.next;
            berth.next = null;
            size--;
        }
        return berth;
    }

    /** Empties the stack. {@return what was its top, the others linked to it} */
    @Nullable Berth<T> popAll() {
        Berth<T> all = top;
        top = null;
        size = 0;
        return all;
    }

    int size() {
        return size;
    }
}
