// SPDX-License-Identifier: Apache-2.0
/**
 * Object pools that the garbage collector's rhythm keeps small.
 *
 * <p>{@link dev.tidepool.pool.Pool} caches objects for reuse by any thread. What is not used
 * between two ticks of a {@link dev.tidepool.pool.Tide} is let go of, so that a pool needs no
 * tuning: it is as large as its recent use.
 *
 * <p>{@link dev.tidepool.pool.BufferPool} has a pool for each size of buffers. {@link
 * dev.tidepool.pool.BoundedPool} is for scarce objects: at most so many exist, and callers wait; it
 * shares hooks, checks and leases with {@code Pool}, and nothing of what follows.
 *
 * <h2>The structures</h2>
 * <ul>
 * <li><b>Generation</b>: all that was put since the last tick. A pool has two, the primary and the
 *   victim. A tick makes the primary the victim, drops the old victim, and touches nothing else.
 * <li><b>Cache</b>: a slot and two magazines at one thread's hand. A platform thread's own cache is
 *   found in a table by thread id and used with plain accesses.
 * <li><b>Stripes</b>: a few caches for all virtual threads, claimed for each operation by one CAS.
 * <li><b>Magazine</b>: a stack of up to 64 objects that moves between caches as a whole.
 * <li><b>Depot</b>: where caches leave full magazines for each other.
 * <li><b>Budget</b>: permits for objects, and for bytes, that make every bound hold.
 * <li><b>Shelves</b>: in a pool of buffers, the caches that a thread has in the pools of all
 *   classes, side by side.
 * </ul>
 *
 * <h2>The way of a get</h2>
 * <ol>
 * <li>The thread's cache in the primary's table: its slot, then its magazines.
 * <li>A full magazine of the depot, which becomes the cache's. A thread without a cache takes over
 * a
 *   dead thread's.
 * <li>The stripes; for a virtual thread this is the first step.
 * <li>The same in the victim, but one object at a time: what is used moves to the primary when it
 * is
 *   put, what is not used is left behind.
 * <li>The factory.
 * </ol>
 * A put goes the same way backwards: slot, magazines, depot; or stripes; or the object is let go
 * of.
 *
 * <h2>Invariants</h2>
 * <pre>
 * every object is in at most one place: a slot, a magazine below its count, or a caller's hand
 * free + sum of held(G) over live generations G = maxRetained           (likewise in bytes)
 * retained(G) &lt;= held(G) = permits of G's caches + permits of magazines in G's depot
 * gets = hits + misses
 * puts = hits + dropped + evicted + retained
 * </pre>
 * The second line excludes permits on their way between two accounts; the last two hold when no
 * operation is under way.
 *
 * <h2>Handovers</h2>
 * <table><caption>What publishes what</caption>
 * <tr><th>from</th><th>written with</th><th>to</th><th>read with</th><th>publishes</th></tr>
 * <tr><td>owner's put</td><td>plain</td><td>owner's get</td><td>plain</td>
 *   <td>nothing: one thread</td></tr>
 * <tr><td>dead owner</td><td>plain</td><td>heir</td><td>{@code isAlive()} seen false</td>
 *   <td>the cache's contents</td></tr>
 * <tr><td>end of a claim</td><td>release store</td><td>next claim, or seal</td><td>CAS</td>
 *   <td>the cache's contents</td></tr>
 * <tr><td>depot offer</td><td>release store</td><td>depot poll</td><td>acquire load</td>
 *   <td>a magazine and its objects</td></tr>
 * <tr><td>first put, tick</td><td>CAS, volatile store</td><td>every operation</td>
 *   <td>volatile load</td><td>a built generation</td></tr>
 * </table>
 *
 * <h2>What differs from Go's {@code sync.Pool}</h2>
 * A pool is bounded, and a put may drop. Null is refused, and {@code get} never answers it;
 * {@code poll} is the form that does not create. Nothing is stolen from a live thread's cache,
 * which is what lets its owner use plain accesses; balance comes from magazines. Ticks come from a
 * rate-limited clock, not from each collection. There are a size, a hook for what is let go of,
 * statistics, leases and checks.
 *
 * <h2>Sources</h2>
 * Go's {@code src/sync/pool.go} (semantics, victim cache); J. Bonwick and J. Adams, "Magazines and
 * Vmem", USENIX 2001 (two magazines and a depot); R. K. Treiber, "Systems Programming: Coping with
 * Parallelism", IBM 1986 (the register of pools).
 */
@NullMarked
package dev.tidepool.pool;

import org.jspecify.annotations.NullMarked;
