// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.foreign.MemorySegment;

/**
 * Memory that any thread may use and any thread may give back, without the cost of closing a
 * {@linkplain java.lang.foreign.Arena#ofShared() shared arena}, which stops all threads for a
 * moment each time. Made by {@link ArenaPool#lease}.
 *
 * <p>Use it for buffers that travel between threads. Use a {@linkplain ArenaPool#shared() shared
 * arena} where access must be refused the instant {@code close} returns.
 *
 * <h2>What close means</h2>
 * Many leases share one scope, and the scope ends when all of them are closed, some time later and
 * on a thread of the pool. So after {@link #close}
 * <ul>
 * <li>{@link #segment} refuses at once;
 * <li>a segment got before can be accessed until the scope ends, and is refused from then on;
 * <li>the memory is never handed out again before that. A late access may read or write dead bytes,
 *   but never those of somebody else.
 * </ul>
 * Memory in between is in <em>limbo</em>; {@link ArenaPool.Builder#limboBytes} bounds it.
 *
 * <p>A native call or an I/O operation that is using the segment delays the end of the scope.
 */
public interface SharedLease extends AutoCloseable {

    /**
     * {@return the leased memory, the same segment each time}
     *
     * @throws IllegalStateException if the lease is closed
     */
    MemorySegment segment();

    /**
     * Gives the memory back. Idempotent, from any thread; never waits for another thread. What
     * threads did to the memory before happens-before whatever its next owner does.
     */
    @Override
    void close();
}
