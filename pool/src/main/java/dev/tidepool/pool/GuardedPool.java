// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

/**
 * A pool with {@code onEvict}, whose caches are claimed for each operation, or with a bound in
 * bytes, where each object is weighed.
 */
final class GuardedPool<T> extends TieredPool<T> {

    GuardedPool(Hooks<T> hooks, Tide tide, Sizing sizing, Budget objects) {
        super(hooks, tide, sizing, objects, null);
    }

    @Override
    public T get() {
        Thread thread = Thread.currentThread();
        Cache<T> cache = ThreadTable.atHome(primary(), thread.threadId());
        if (cache != null && cache.owner == thread && cache.enter()) {
            T object;
            try {
                object = cache.pop();
            } finally {
                cache.exit();
            }
            if (object != null) {
                return object;
            }
        }
        T object = take(thread);
        return object != null ? object : hooks.create();
    }

    @Override
    public void put(T object) {
        putTended(object);
    }

    @Override
    boolean deposit(T object, long size) {
        Thread thread = Thread.currentThread();
        Cache<T> cache = ThreadTable.atHome(primary(), thread.threadId());
        if (cache != null && cache.owner == thread && cache.enter()) {
            try {
                if (cache.push(object, size)) {
                    return true;
                }
            } finally {
                cache.exit();
            }
        }
        return give(thread, object, size);
    }
}
