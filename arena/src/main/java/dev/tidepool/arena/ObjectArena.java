// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Heap objects that are handed out in order and taken back all at once.
 *
 * <p>Use it for the many small objects of one step (a parse, a frame, a request) that are all
 * garbage when the step ends. Do not use it where an object may outlive the step: after
 * {@link #reset} it is handed out again.
 *
 * <p>Not thread-safe. It never gives objects to the collector: it holds as many as were ever handed
 * out between two resets.
 *
 * @param <T> the type of the objects
 */
public final class ObjectArena<T> {

    private ObjectArena(Supplier<? extends T> factory, Consumer<? super T> reset) {
    }

    /**
     * {@return an arena whose objects are handed out as they were left}
     *
     * @param <T> the type of the objects
     * @param factory makes an object when all that were made are handed out
     * @throws NullPointerException if {@code factory} is null
     */
    public static <T> ObjectArena<T> of(Supplier<? extends T> factory) {
        return of(factory, object -> {
        });
    }

    /**
     * {@return an arena whose objects are reset before they are handed out again}
     *
     * @param <T> the type of the objects
     * @param factory makes an object when all that were made are handed out
     * @param reset is called once for each object handed out, by {@link #reset}
     * @throws NullPointerException if an argument is null
     */
    public static <T> ObjectArena<T> of(
            Supplier<? extends T> factory, Consumer<? super T> reset) {
        return new ObjectArena<>(factory, reset);
    }

    /**
     * {@return the next object: one made before and taken back, else a new one}
     *
     * @throws NullPointerException if the factory returned null; nothing was handed out
     */
    public T next() {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes back every object handed out, in the order in which they were. If the reset of one
     * throws, the others are reset nevertheless, that one is dropped, and the exception is thrown
     * at the end, further ones suppressed.
     */
    public void reset() {
        throw new UnsupportedOperationException();
    }

    /** {@return how many objects are handed out now} */
    public int size() {
        throw new UnsupportedOperationException();
    }
}
