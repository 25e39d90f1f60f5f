// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A pool without hooks: what every load of {@code get} and {@code put} is counted for.
 *
 * <p>The fast path of both is: the thread's id, its entry in the primary's table, one comparison
 * that says "mine, and full" or "mine, and empty", the slot. It is one volatile read and plain
 * accesses to memory of this thread alone: no CAS, no fence on x86, no thread-local, no allocation.
 * All else is a call away.
 */
sealed class PlainPool<T> extends TieredPool<T> permits HookedPool {

    PlainPool(Hooks<T> hooks, Tide tide, Sizing sizing, Budget objects,
            @Nullable Shelves<T> shelves) {
        super(hooks, tide, sizing, objects, shelves);
    }

    @Override
    public final T get() {
        long id = Thread.currentThread().threadId();
        Cache<T> cache = ThreadTable.atHome(primary(), id);
        if (cache != null) {
            T object = cache.takeIfMine(id);
            if (object != null) {
                return object;
            }
        }
        return getSlow();
    }

    private T getSlow() {
        T object = take(Thread.currentThread());
        return object != null ? object : hooks.create();
    }

    @Override
    public void put(T object) {
        if (!deposit(requireNonNull(object, "object"), 0)) {
            countDrop();
        }
    }

    @Override
    final boolean deposit(T object, long size) {
        long id = Thread.currentThread().threadId();
        Cache<T> cache = ThreadTable.atHome(primary(), id);
        return (cache != null && cache.putIfMine(id, object))
                || give(Thread.currentThread(), object, 0);
    }
}
