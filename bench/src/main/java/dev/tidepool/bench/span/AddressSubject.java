// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import org.openjdk.jmh.infra.Blackhole;

/** An allocator whose blocks are addresses: no object stands for a block. */
interface AddressSubject extends Subject {

    long allocate(long size);

    void free(long address);

    default long allocateZeroed(long size) {
        long address = allocate(size);
        Memory.fill(address, size, (byte) 0);
        return address;
    }

    default long reallocate(long address, long oldSize, long newSize) {
        long moved = allocate(newSize);
        Memory.copy(address, moved, Math.min(oldSize, newSize));
        free(address);
        return moved;
    }

    @Override
    default Store store(int places) {
        return Store.ofAddresses(places);
    }

    @Override
    default long allocate(Store store, int place, long size) {
        long address = allocate(size);
        store.addresses[place] = address;
        return address;
    }

    @Override
    default long allocateZeroed(Store store, int place, long size) {
        long address = allocateZeroed(size);
        store.addresses[place] = address;
        return address;
    }

    @Override
    default void free(Store store, int place) {
        long address = store.addresses[place];
        store.addresses[place] = 0;
        free(address);
    }

    @Override
    default long reallocate(Store store, int place, long oldSize, long newSize) {
        long address = reallocate(store.addresses[place], oldSize, newSize);
        store.addresses[place] = address;
        return address;
    }

    @Override
    default long address(Store store, int place) {
        return store.addresses[place];
    }

    @Override
    default void pair(long size, Blackhole hole) {
        long address = allocate(size);
        hole.consume(Memory.touch(address));
        hole.consume(address);
        free(address);
    }
}
