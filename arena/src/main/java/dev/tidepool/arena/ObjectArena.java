// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
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

    private final Supplier<? extends T> factory;
    private final Consumer<? super T> reset;
    /** The objects handed out, in order, and behind them those to be handed out next. */
    private final List<T> objects = new ArrayList<>();
    private int handedOut;

    private ObjectArena(Supplier<? extends T> factory, Consumer<? super T> reset) {
        this.factory = requireNonNull(factory);
        this.reset = requireNonNull(reset);
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
        if (handedOut < objects.size()) {
            return objects.get(handedOut++);
        }
        return nextSlow();
    }

    private T nextSlow() {
        T object = requireNonNull(factory.get(), "the factory returned null");
        objects.add(handedOut++, object); // not at the end, if the factory itself called next
        return object;
    }

    /**
     * Takes back every object handed out, in the order in which they were. If the reset of one
     * throws, the others are reset nevertheless, that one is dropped, and the exception is thrown
     * at the end, further ones suppressed. Allocates nothing unless one throws.
     */
    public void reset() {
        int count = handedOut;
        handedOut = 0;
        Failures failures = null;
        int kept = 0;
        for (int i = 0; i < count; i++) {
            T object = objects.get(i);
            try {
                reset.accept(object);
                objects.set(kept++, object);
            } catch (RuntimeException | Error e) {
                if (failures == null) {
                    failures = new Failures();
                }
                failures.add(e);
            }
        }
        if (failures != null) {
            objects.subList(kept, count).clear();
            failures.rethrow();
        }
    }

    /** {@return how many objects are handed out now} */
    public int size() {
        return handedOut;
    }
}
