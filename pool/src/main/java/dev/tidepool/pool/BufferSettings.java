// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What all classes of a {@link ClassedBufferPool} have in common. */
record BufferSettings<B>(String name, @Nullable Consumer<? super B> wipe,
        @Nullable Consumer<? super B> reset, @Nullable Consumer<? super B> onEvict,
        long maxRetainedBytes, Tide tide, Checks checks) {

    boolean checked() {
        return checks != Checks.OFF;
    }

    /** The pool of one class. */
    BasePool<B> poolOf(int capacity, IntFunction<? extends B> allocate, Budget bytes,
            Shelves<B> shelves, Ledger<B> ledger) {
        var hooks = new Hooks<B>(name + "/" + capacity, () -> allocate.apply(capacity), wipe, reset,
                null, onEvict, checked() ? buffer -> capacity : null);
        if (checked()) {
            return checkedPool(hooks, Integer.MAX_VALUE, bytes, ledger);
        }
        var sizing = Sizing.ofBuffers(maxRetainedBytes, capacity,
                Runtime.getRuntime().availableProcessors());
        return hooks.pool(tide, sizing, bytes.inUnitsOf(capacity), shelves);
    }

    /** For buffers that are of no class: it watches them, and keeps none. */
    CheckedPool<B> poolOfUnpooled(Hooks<B> hooks, Ledger<B> ledger) {
        return checkedPool(hooks, 0, new Budget(0), ledger);
    }

    private CheckedPool<B> checkedPool(Hooks<B> hooks, int maxRetained, Budget bytes,
            Ledger<B> ledger) {
        return new CheckedPool<>(hooks, tide, maxRetained, bytes, checks, new Watch<>(null, null),
                ledger);
    }

    /** What is done with buffers that are of no class; they are made otherwise. */
    Hooks<B> hooksOfUnpooled(IntFunction<? extends B> allocate) {
        return new Hooks<>(name + "/unpooled", () -> allocate.apply(0), wipe, null, null, onEvict,
                null);
    }
}
