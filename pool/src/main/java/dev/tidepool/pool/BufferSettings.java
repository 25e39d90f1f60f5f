// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What all classes of a {@link ClassedBufferPool} have in common. */
record BufferSettings<B>(String name, @Nullable Consumer<? super B> wipe,
        @Nullable Consumer<? super B> reset, @Nullable Consumer<? super B> onEvict,
        long maxRetainedBytes, Tide tide, Checks checks) {

    /** The pool of one class. */
    BasePool<B> poolOf(int capacity, IntFunction<? extends B> allocate, Budget bytes,
            Shelves<B> shelves) {
        boolean checked = checks != Checks.OFF;
        var hooks = new Hooks<B>(name + "/" + capacity, () -> allocate.apply(capacity), wipe, reset,
                null, onEvict, checked ? buffer -> capacity : null);
        if (checked) {
            return new CheckedPool<>(hooks, tide, Integer.MAX_VALUE, bytes, checks,
                    new Watch<>(null, null));
        }
        var sizing = Sizing.ofBuffers(maxRetainedBytes, capacity,
                Runtime.getRuntime().availableProcessors());
        return hooks.pool(tide, sizing, bytes.inUnitsOf(capacity), shelves);
    }

    /** What {@link Hooks#evict} and {@link Hooks#wipe} do, for buffers that are of no class. */
    Hooks<B> hooksOfUnpooled(IntFunction<? extends B> allocate) {
        return new Hooks<>(name + "/unpooled", () -> allocate.apply(0), wipe, null, null, onEvict,
                null);
    }
}
