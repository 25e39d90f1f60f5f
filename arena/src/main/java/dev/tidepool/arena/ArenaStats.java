// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

/**
 * What an {@link ArenaPool} holds and did: a racy snapshot. While nobody is inside,
 * {@code opened = open + closed + reclaimed}, likewise of leases.
 *
 * @param name the pool's name
 * @param recycling whether memory is recycled; false where native access is denied and plain JDK
 *     arenas take over
 * @param opened arenas opened, children included
 * @param open arenas open now, those that leaked and were not found yet included
 * @param closed arenas closed
 * @param reclaimed arenas that leaked and whose memory was given back
 * @param refusedCloses closes refused because a native call used the arena
 * @param heldBytes memory taken from the allocator for open arenas, in bytes
 * @param keptBytes memory kept for the next arenas of the threads, until the next collection, in
 *     bytes
 * @param leasesOpened leases opened
 * @param leasesOpen leases open now, those that leaked and were not found yet included
 * @param leasesClosed leases closed
 * @param leasesReclaimed leases that leaked and whose memory was given back
 * @param leasedBytes sizes of the open leases, in bytes
 * @param limboBytes sizes of the closed leases whose memory has not been given back yet, in bytes
 * @param batches scopes of leases that have not ended yet
 * @param handshakes scopes of leases that have ended
 * @param handshakeNanos time it took to end them, in nanoseconds
 * @param condemnedBytes memory that a failed close left to the collector, in bytes, all in all
 */
public record ArenaStats(
        String name,
        boolean recycling,
        long opened,
        long open,
        long closed,
        long reclaimed,
        long refusedCloses,
        long heldBytes,
        long keptBytes,
        long leasesOpened,
        long leasesOpen,
        long leasesClosed,
        long leasesReclaimed,
        long leasedBytes,
        long limboBytes,
        long batches,
        long handshakes,
        long handshakeNanos,
        long condemnedBytes) {
}
