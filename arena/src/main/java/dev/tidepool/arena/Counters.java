// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.util.concurrent.atomic.LongAdder;

/**
 * What is counted by all threads: leases, shared arenas, the confined arenas of virtual threads,
 * and what was counted in {@link Slots} whose epoch has ended. A count of something that ended is
 * incremented after all that it did, and read before the count of beginnings, so that
 * {@code begun - ended} is never too low. No counter is ever decremented that this depends on: the
 * sum of an adder is no snapshot, and could miss the increment before a decrement it sees.
 */
final class Counters {

    final LongAdder opened = new LongAdder();
    final LongAdder closed = new LongAdder();
    final LongAdder reclaimed = new LongAdder();
    /** Opens that found the pool closed; counted as opened, too. */
    final LongAdder refusedOpens = new LongAdder();
    final LongAdder refusedCloses = new LongAdder();
    final LongAdder held = new LongAdder();
    final LongAdder condemned = new LongAdder();

    final LongAdder leasesOpened = new LongAdder();
    final LongAdder leasesClosed = new LongAdder();
    final LongAdder leasesReclaimed = new LongAdder();
    /** Leases that came to nothing; counted as opened, too. */
    final LongAdder leasesFailed = new LongAdder();
    final LongAdder leasedBytes = new LongAdder();
    final LongAdder batchesOpened = new LongAdder();
    final LongAdder batchesEnded = new LongAdder();
    final LongAdder handshakes = new LongAdder();
    final LongAdder handshakeNanos = new LongAdder();
}
