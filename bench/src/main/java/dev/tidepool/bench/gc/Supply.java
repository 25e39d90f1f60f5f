// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import dev.tidepool.pool.Pool;
import java.util.ArrayDeque;
import java.util.function.Supplier;

/** Hands objects out and takes them back; what becomes of them then is the variant's. */
interface Supply<T> {

    T take();

    void give(T used);

    /**
     * {@return the supply of a variant} A child JVM makes one kind only, so its calls are inlined.
     *
     * @param most how many objects are out at once, at most
     */
    static <T> Supply<T> of(Variant variant, Supplier<T> factory, int most) {
        return switch (variant) {
            case FRESH -> new Fresh<>(factory);
            case TIDEPOOL -> new Pooled<>(
                    Pool.<T>builder(factory).name("gc-compare").maxRetained(2 * most).build());
            case THREAD_LOCAL -> new Local<>(factory, ThreadLocal.withInitial(ArrayDeque::new));
        };
    }

    /** What programs do that do not think about it. */
    record Fresh<T>(Supplier<T> factory) implements Supply<T> {

        @Override
        public T take() {
            return factory.get();
        }

        @Override
        public void give(T used) {}
    }

    /** Ours. */
    record Pooled<T>(Pool<T> pool) implements Supply<T> {

        @Override
        public T take() {
            return pool.get();
        }

        @Override
        public void give(T used) {
            pool.put(used);
        }
    }

    /** The usual home-made cache: a stack in each thread, never emptied. */
    record Local<T>(Supplier<T> factory, ThreadLocal<ArrayDeque<T>> stack) implements Supply<T> {

        @Override
        public T take() {
            T cached = stack.get().pollLast();
            return cached == null ? factory.get() : cached;
        }

        @Override
        public void give(T used) {
            stack.get().addLast(used);
        }
    }
}
