// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.util.Objects;
import org.openjdk.jmh.infra.Blackhole;

/**
 * An allocator whose blocks are objects: segments, buffers, arenas.
 *
 * @param <B> what stands for a block
 */
interface BlockSubject<B> extends Subject {

    B allocate(long size);

    void free(B block);

    long address(B block);

    default B allocateZeroed(long size) {
        B block = allocate(size);
        Memory.fill(address(block), size, (byte) 0);
        return block;
    }

    default B reallocate(B block, long oldSize, long newSize) {
        B moved = allocate(newSize);
        Memory.copy(address(block), address(moved), Math.min(oldSize, newSize));
        free(block);
        return moved;
    }

    @SuppressWarnings("unchecked") // A store holds what its subject put there, nothing else.
    private B block(Store store, int place) {
        return (B) Objects.requireNonNull(store.blocks[place]);
    }

    @Override
    default Store store(int places) {
        return Store.ofBlocks(places);
    }

    @Override
    default long allocate(Store store, int place, long size) {
        B block = allocate(size);
        store.blocks[place] = block;
        return address(block);
    }

    @Override
    default long allocateZeroed(Store store, int place, long size) {
        B block = allocateZeroed(size);
        store.blocks[place] = block;
        return address(block);
    }

    @Override
    default void free(Store store, int place) {
        B block = block(store, place);
        store.blocks[place] = null;
        free(block);
    }

    @Override
    default long reallocate(Store store, int place, long oldSize, long newSize) {
        B block = reallocate(block(store, place), oldSize, newSize);
        store.blocks[place] = block;
        return address(block);
    }

    @Override
    default long address(Store store, int place) {
        return address(block(store, place));
    }

    @Override
    default void pair(long size, Blackhole hole) {
        B block = allocate(size);
        long address = address(block);
        hole.consume(Memory.touch(address));
        hole.consume(address);
        free(block);
    }
}
