// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

/**
 * The counters of a pool at one moment, since it was built.
 *
 * <p>When no thread is using the pool these hold exactly:
 * <pre>
 * gets = hits + misses
 * puts = hits + dropped + evicted + retained
 * </pre>
 * While threads are using it, a snapshot may be off by the operations under way. What the words
 * mean for a {@link BoundedPool}, which has other operations, is told by
 * {@link BoundedPool#stats}.
 *
 * @param name the pool's name
 * @param gets calls of {@code get}, {@code poll} and {@code lease}
 * @param hits of these, how many were served from the cache
 * @param misses of these, how many were not: the factory was called, or {@code poll} answered null
 * @param puts calls of {@code put} and closed leases
 * @param dropped of these, how many were not cached: pool full or closed, refused by
 *     {@code retainIf}, or a hook threw
 * @param evicted objects that were cached and then let go of: by the tide, {@code clear} or
 *     {@code close}
 * @param retained objects cached now
 * @param retainedBytes the sum of their sizes in bytes as {@code sizeOf} told them when they were
 *     put; 0 for a pool without {@link PoolBuilder#maxRetainedBytes}
 * @param ticks turns of the pool's tide
 */
public record PoolStats(String name, long gets, long hits, long misses, long puts, long dropped,
        long evicted, long retained, long retainedBytes, long ticks) {

    /** These counters and another pool's of the same tide, added up. */
    PoolStats plus(PoolStats other) {
        return new PoolStats(name, gets + other.gets, hits + other.hits, misses + other.misses,
                puts + other.puts, dropped + other.dropped, evicted + other.evicted,
                retained + other.retained, retainedBytes + other.retainedBytes, ticks);
    }

    /** {@return hits / gets, from 0.0 to 1.0; 0.0 before the first get} */
    public double hitRate() {
        return gets == 0 ? 0.0 : (double) hits / gets;
    }
}
