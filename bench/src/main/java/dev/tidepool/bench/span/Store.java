// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Numbered places that each hold a block of one subject or nothing. A subject of addresses uses the
 * one array, a subject of objects the other; without it a benchmark would be written twice, or one
 * kind would pay for a table between addresses and objects.
 */
public final class Store {

    private static final VarHandle ADDRESS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle BLOCK = MethodHandles.arrayElementVarHandle(Object[].class);

    /** Zero where there is no block; empty for a subject of objects. */
    final long[] addresses;

    /** Empty for a subject of addresses. */
    final @Nullable Object[] blocks;

    private Store(int addresses, int blocks) {
        this.addresses = new long[addresses];
        this.blocks = new @Nullable Object[blocks];
    }

    static Store ofAddresses(int places) {
        return new Store(places, 0);
    }

    static Store ofBlocks(int places) {
        return new Store(0, places);
    }

    int places() {
        return Math.max(addresses.length, blocks.length);
    }

    boolean isEmpty(int place) {
        return addresses.length > 0 ? addresses[place] == 0 : blocks[place] == null;
    }

    /** Moves a block within this store, over what was there. */
    void move(int from, int to) {
        if (addresses.length > 0) {
            addresses[to] = addresses[from];
            addresses[from] = 0;
        } else {
            blocks[to] = blocks[from];
            blocks[from] = null;
        }
    }

    /** Swaps a block of mine with one of a shared store, which other threads may swap too. */
    void exchange(int mine, Store shared, int theirs) {
        if (addresses.length > 0) {
            long address = addresses[mine];
            addresses[mine] = (long) ADDRESS.getAndSet(shared.addresses, theirs, address);
        } else {
            Object block = blocks[mine];
            blocks[mine] = BLOCK.getAndSet(shared.blocks, theirs, block);
        }
    }
}
