// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

/** A plain pool with {@code reset} or {@code retainIf}, which cost nothing at {@code get}. */
final class HookedPool<T> extends PlainPool<T> {

    HookedPool(Hooks<T> hooks, Tide tide, Sizing sizing) {
        super(hooks, tide, sizing);
    }

    @Override
    public void put(T object) {
        putTended(object);
    }
}
