// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An {@link Arena} whose memory comes from an {@link ArenaPool} and goes back to it on
 * {@link #close}. Every rule of {@link Arena} holds: the same errors in the same order, segments
 * that are refused after close although their memory is in use again, user cleanups, zeroed memory.
 *
 * <p>An arena of {@link ArenaPool#confined} is used by the thread that opened it, one of
 * {@link ArenaPool#shared} by any thread; children are like their parents. A size of 0 is a size:
 * each such segment has an address of its own. Alignments may be any power of two.
 *
 * <h2>Children</h2>
 * {@link #child} begins a lifetime inside this one. Where it can, its memory is the rest of the
 * block that this arena allocates from, and becomes free again for this arena when the child is
 * closed: checkpoint and rollback, with access to what was rolled back refused. Any number of
 * children may be open, at any depth, closed in any order, and the parent allocated from meanwhile.
 *
 * <p>Raw addresses are not protected: what native code or an {@code UnsafeBuffer} keeps of a
 * segment after close points into memory of somebody else.
 */
public interface PooledArena extends Arena {

    /**
     * As {@link #allocate}, but what the memory contains is undefined: zeros, or what its last
     * owner left in it.
     *
     * @param byteSize size in bytes; 0 is a size
     * @param byteAlignment alignment in bytes, a power of two
     * @return a segment of exactly this size that lives as long as this arena
     * @throws IllegalArgumentException if {@code byteSize < 0}, or {@code byteAlignment} is not a
     *     positive power of two
     * @throws WrongThreadException if the arena is confined to another thread
     * @throws IllegalStateException if the arena is closed
     * @throws OutOfMemoryError if a limit or the system refuses; all is as it was
     */
    MemorySegment allocateUninitialized(long byteSize, long byteAlignment);

    /**
     * Opens an arena inside this one. It is closed with this one at the latest: closing an arena
     * closes its open children first, the youngest before the others.
     *
     * @return an arena of the same kind
     * @throws WrongThreadException if the arena is confined to another thread
     * @throws IllegalStateException if the arena is closed
     */
    PooledArena child();

    /**
     * {@return the sum of the sizes allocated from this arena, children excluded, in bytes} Any
     * thread may ask, also after close; what others than the owner of a confined arena see may be
     * out of date.
     */
    long allocatedBytes();

    /**
     * Closes the open children, then this arena: all its segments end, and then its memory goes
     * back to the pool.
     *
     * <p>If a native call uses this arena at the moment, nothing happens to it. If one uses a
     * child, this arena and that child stay open; children closed so far stay closed. In both cases
     * close can be called again. If a cleanup that a user registered throws, everything is closed
     * all the same and the exception is thrown at the end, further ones suppressed.
     *
     * <p>What threads did to the memory before happens-before whatever its next owner does.
     *
     * @throws WrongThreadException if the arena is confined to another thread
     * @throws IllegalStateException if the arena is closed already, or a native call uses it or a
     *     child
     */
    @Override
    void close();
}
