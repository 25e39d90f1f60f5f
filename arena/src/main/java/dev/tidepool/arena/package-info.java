// SPDX-License-Identifier: Apache-2.0
/**
 * Arenas of {@code java.lang.foreign} whose memory is recycled, with every promise of the JDK's
 * arenas kept; leases that cross threads without a handshake for each; and objects of the heap that
 * are taken back all at once.
 *
 * <p>{@link dev.tidepool.arena.ArenaPool} opens {@link dev.tidepool.arena.PooledArena}s and
 * {@link dev.tidepool.arena.SharedLease}s; {@link dev.tidepool.arena.ObjectArena} stands alone.
 *
 * <h2>The idea</h2>
 * A segment can be accessed while its JDK session is alive, and a session that has ended never
 * lives again. So each arena gets a fresh session and old memory: a late access through a segment
 * of an earlier arena is refused by that arena's session, whatever has become of the address.
 * Memory goes back only after the close of the session has returned; for a shared session that is
 * after a handshake with all threads.
 *
 * <h2>The structures</h2>
 * <ul>
 * <li><b>Session</b>: a JDK arena that never leaves the object it was made for, and, but for the
 *   first bytes on a JDK that recycles those itself, never allocates.
 * <li><b>Chunks</b>: the blocks of one arena, a current one and a shelf of others; addresses only.
 * <li><b>Slots</b>: 64 places for the chunks of open arenas, used again and again. The first two
 *   keep a block of at most 16 KiB for the next arena, until the next collection.
 * <li><b>Epoch</b>: a token that arenas and sessions refer to and the pool only weakly: when the
 *   collector clears it, the arenas that still have one of its slots have leaked.
 * <li><b>Station</b>: the current epoch of a platform thread, found in a table by thread id, or of
 *   a stripe of virtual threads.
 * <li><b>Family</b>: a shared arena with its descendants, and their lock.
 * <li><b>Batch</b>: up to 1024 leases on one shared session; <b>Holdings</b>: their memory.
 * <li><b>Janitor</b>: a thread that ends the sessions of batches.
 * <li><b>Ground</b>: settings, allocator, counters and end of a pool.
 * </ul>
 *
 * <h2>The way of a confined arena</h2>
 * <ol>
 * <li>Open: the thread's station, its epoch, the lowest free slot. A new session, tied to the
 *   epoch by a cleanup that does nothing.
 * <li>Allocate: sizes, thread, liveness are checked in this order; the current block is used up
 *   further; one call makes the segment. If there is no room: a shelved block, the rest of the
 *   parent's, a block of the allocator twice as large as the one before, or one of the size asked
 *   for if that is more than a quarter of it.
 * <li>Close: children first; then the session; then all blocks go back to the allocator but the
 *   slot's own, which is zeroed as far as it was used; then the slot is free.
 * </ol>
 *
 * <h2>Invariants</h2>
 * <pre>
 * I1 a byte is covered by segments of at most one live session; a child's count as the child's
 * I2 memory that is not in use: no live session covers it, no access to it is still under way
 * I3 what one arena hands out is disjoint, and inside its blocks
 * I4 opened = open + closed + reclaimed; leases opened = open + closed + reclaimed
 * I5 bytes from max(next, dirtyTo) to the end of a block read as zero
 * I6 a block goes back exactly once: by who completed the close, or by who found the leak
 * </pre>
 *
 * <h2>Who hands what to whom</h2>
 * <table><caption>Ordered accesses</caption>
 * <tr><th>written by</th><th>with</th><th>read by</th><th>with</th><th>publishes</th></tr>
 * <tr><td>closer of a confined arena</td><td>release of {@code Slots.taken}</td>
 *   <td>next opener of a striped slot; who ends the pool</td><td>CAS; acquire</td>
 *   <td>the slot's chunks; that its blocks are back</td></tr>
 * <tr><td>opener</td><td>opaque store of {@code Slots.taken}, then a look at
 *   {@code Ground.closed}</td><td>who closes the pool, after {@code closed} and a handshake</td>
 *   <td>acquire</td><td>that an arena is open</td></tr>
 * <tr><td>stripe</td><td>volatile store of {@code Station.current}</td><td>its threads</td>
 *   <td>volatile load</td><td>an epoch</td></tr>
 * <tr><td>owner, last use of an arena</td><td>{@code reachabilityFence}</td>
 *   <td>the collector's thread</td><td>the clearing of the epoch</td><td>chunks</td></tr>
 * <tr><td>members of a family</td><td>its monitor</td><td>members</td><td>its monitor</td>
 *   <td>states, chunks, family tree</td></tr>
 * <tr><td>closer of a lease</td><td>getAndAdd of {@code Holdings.word}</td>
 *   <td>who finds it sealed and at 0</td><td>getAndAdd, getAndBitwiseOr</td>
 *   <td>addresses and sizes; the last writes to the memory</td></tr>
 * <tr><td>who found 0</td><td>queue of the janitor</td><td>janitor</td><td>the same</td>
 *   <td>the batch</td></tr>
 * <tr><td>who installs a batch</td><td>CAS in {@code Leases.current}</td><td>who joins</td>
 *   <td>volatile load</td><td>an empty batch</td></tr>
 * </table>
 *
 * <h2>Sources</h2>
 * Go's arenas ({@code src/arena}) for blocks of their own above a quarter of a chunk; region
 * allocators with mark and release for {@code child}; epoch-based reclamation (K. Fraser,
 * "Practical lock-freedom", UCAM-CL-TR-579, 2004) for the batches of leases.
 */
@NullMarked
package dev.tidepool.arena;

import org.jspecify.annotations.NullMarked;
