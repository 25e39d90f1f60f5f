// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import org.jspecify.annotations.Nullable;

/** A plain pool with {@code reset} or {@code retainIf}, which cost nothing at {@code get}. */
final class HookedPool<T> extends PlainPool<T> {

    HookedPool(Hooks<T> hooks, Tide tide, Sizing sizing, Budget objects,
            @Nullable Shelves<T> shelves) {
        super(hooks, tide, sizing, objects, shelves);
    }

    @Override
    public void put(T object) {
        putTended(object);
    }
}
