// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stack of objects that moves between caches as a whole, so that one atomic operation is shared
 * by many objects (Bonwick and Adams, "Magazines and Vmem", 2001).
 *
 * <p>Not thread-safe: it belongs to whoever took it, the owner of a cache or the one who polled it
 * from a {@link Depot}. Elements at or above {@code count} are never handed out. Instances are
 * {@link Padded}: magazines are made in a row and used by different threads, and {@code count} is
 * written by each operation.
 */
class Magazine<T> extends FrontPadding {

    private final @Nullable Object[] items;
    private final long @Nullable [] sizes;
    private int count;
    private int limit;

    /**
     * Makes an empty magazine without permits.
     *
     * @param capacity most objects
     * @param sized whether sizes are kept beside the objects
     */
    Magazine(int capacity, boolean sized) {
        items = new Object[capacity];
        sizes = sized ? new long[capacity] : null;
    }

    int count() {
        return count;
    }

    /** Permits this magazine carries: how many objects it may hold. */
    int limit() {
        return limit;
    }

    void setLimit(int permits) {
        limit = permits;
    }

    int capacity() {
        return items.length;
    }

    boolean hasRoom() {
        return count < limit;
    }

    void push(T object) {
        int top = count;
        items[top] = object;
        count = top + 1;
    }

    void push(T object, long size) {
        if (sizes != null) {
            sizes[count] = size;
        }
        push(object);
    }

    /**
     * Takes the top object.
     *
     * @param forget whether to clear the reference; otherwise it stays, hidden, until overwritten
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // below count no item is null
    T pop(boolean forget) {
        int top = --count;
        T object = (T) items[top];
        if (forget) {
            items[top] = null;
        }
        return object;
    }

    /** The size of the object that {@link #pop} takes next. */
    long topSize() {
        return sizes == null ? 0 : sizes[count - 1];
    }

    /** Clears the reference to the object that {@link #pop} took last. */
    void forgetTop() {
        if (count < items.length) {
            items[count] = null;
        }
    }

    /** Clears the references that are left of an empty magazine. */
    void forget() {
        Arrays.fill(items, null);
    }

    /** Hands over all objects and holds none afterwards. */
    void empty(Consumer<? super T> to) {
        while (count > 0) {
            to.accept(pop(true));
        }
    }

    /** Separates a magazine's counts from whatever the collector places behind them. */
    @SuppressWarnings("unused")
    static final class Padded<T> extends Magazine<T> {
        private long b00, b01, b02, b03, b04, b05, b06, b07; //  64 bytes
        private long b08, b09, b10, b11, b12, b13, b14, b15; // 128 bytes

        Padded(int capacity, boolean sized) {
            super(capacity, sized);
        }
    }
}
