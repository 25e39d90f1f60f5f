// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A contender whose blocks are objects: arrays, buffers, leases.
 *
 * @param <B> what stands for a block
 */
abstract class ObjectContender<B> implements Contender {

    private final @Nullable Object[] blocks;

    ObjectContender(int places) {
        this.blocks = new @Nullable Object[places];
    }

    /** {@return a block of at least so many bytes} */
    abstract B make(int size, int alignment);

    abstract void drop(B block);

    /** Writes one byte, at no other cost. */
    abstract void write(B block, int index, byte value);

    /** {@return a view of the first bytes, of a block that is not timed} */
    abstract MemorySegment view(B block, int size);

    abstract void copy(B from, B to, int size);

    @SuppressWarnings("unchecked") // Holds what make answered, nothing else.
    private B block(int place) {
        return (B) Objects.requireNonNull(blocks[place]);
    }

    @Override
    public final void allocate(int place, int size, int alignment) {
        blocks[place] = make(size, alignment);
    }

    @Override
    public final void free(int place, int size) {
        B block = block(place);
        blocks[place] = null;
        drop(block);
    }

    @Override
    public final void reallocate(int place, int oldSize, int newSize) {
        B old = block(place);
        B moved = make(newSize, 1);
        copy(old, moved, Math.min(oldSize, newSize));
        blocks[place] = moved;
        drop(old);
    }

    @Override
    public final void touch(int place, int size) {
        B block = block(place);
        for (int i = 0; i < size; i += PAGE) {
            write(block, i, (byte) 1);
        }
    }

    @Override
    public final void fill(int place, int size, byte value) {
        view(block(place), size).fill(value);
    }

    @Override
    public final boolean isFilled(int place, int size, byte value) {
        MemorySegment view = view(block(place), size);
        // Equal to itself moved by a byte, and right in the first byte.
        return size == 0
                || (view.get(ValueLayout.JAVA_BYTE, 0) == value
                        && view.asSlice(1).mismatch(view.asSlice(0, size - 1L)) < 0);
    }

    @Override
    public final long address(int place) {
        MemorySegment view = view(block(place), 0);
        return view.isNative() ? view.address() : 0;
    }
}
