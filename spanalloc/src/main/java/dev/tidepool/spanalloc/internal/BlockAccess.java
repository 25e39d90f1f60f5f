// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc.internal;

import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What this project's other modules may do with a {@code SpanAllocator} and users may not. A block
 * is given back by its {@code freeAddress}.
 *
 * @param <A> {@code SpanAllocator}, which stands on this package: named here, the two would stand
 *     on each other
 */
public abstract class BlockAccess<A> {

    /** Written once, by the initializer of {@code SpanAllocator}. */
    private static volatile @Nullable BlockAccess<?> instance;

    /** For the one implementation. */
    protected BlockAccess() {
    }

    /**
     * Offers the implementation.
     *
     * @param access the only one
     */
    public static void register(BlockAccess<?> access) {
        instance = access;
    }

    /**
     * {@return the only one}
     *
     * @param <A> {@code SpanAllocator}
     * @param allocator its class, whose initializer registers it
     */
    @SuppressWarnings("unchecked") // the one implementation is for the one class
    public static <A> BlockAccess<A> of(Class<A> allocator) {
        try {
            MethodHandles.lookup().ensureInitialized(allocator);
        } catch (IllegalAccessException e) {
            throw new LinkageError("a class of this module", e);
        }
        return (BlockAccess<A>) Objects.requireNonNull(instance);
    }

    /**
     * Takes a block without making any object.
     *
     * @param allocator where from
     * @param byteSize size in bytes; 0 is a size
     * @param byteAlignment alignment in bytes, a power of two
     * @return its address, a multiple of 8 at least; plus 1 if all of the block is known to read as
     *     zero
     * @throws IllegalArgumentException if an argument is out of its range
     * @throws IllegalStateException if the allocator is closed
     * @throws OutOfMemoryError if a limit or the system refuses
     */
    public abstract long take(A allocator, long byteSize, long byteAlignment);

    /**
     * Keeps an allocator from being closed.
     *
     * @param allocator the allocator
     * @param tenant on whose behalf, for the message of the refusal
     * @throws IllegalStateException if the allocator is closed
     */
    public abstract void enlist(A allocator, String tenant);

    /**
     * Undoes one {@link #enlist}.
     *
     * @param allocator the allocator
     * @param tenant as it was enlisted
     */
    public abstract void dismiss(A allocator, String tenant);

    /**
     * {@return an {@code OffHeapMemoryError} of another module's making}
     *
     * @param why what stood in the way, with the numbers
     * @param askedBytes bytes asked for
     * @param heldBytes bytes that whoever refuses holds
     */
    public abstract OutOfMemoryError refuse(String why, long askedBytes, long heldBytes);
}
