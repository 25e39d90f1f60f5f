// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;

/** The equations that a pool's figures keep while nobody is inside. */
final class Books {

    private Books() {}

    static ArenaStats assertBalance(ArenaPool pool) {
        ArenaStats stats = pool.stats();
        assertEquals(stats.opened(), stats.open() + stats.closed() + stats.reclaimed(),
                () -> "arenas: " + stats);
        assertEquals(stats.leasesOpened(),
                stats.leasesOpen() + stats.leasesClosed() + stats.leasesReclaimed(),
                () -> "leases: " + stats);
        assertTrue(LongStream.of(stats.open(), stats.closed(), stats.reclaimed(),
                        stats.heldBytes(), stats.leasesOpen(), stats.leasesClosed(),
                        stats.leasesReclaimed(), stats.leasedBytes(), stats.limboBytes(),
                        stats.batches()).allMatch(figure -> figure >= 0),
                () -> "a negative figure: " + stats);
        return stats;
    }

    static ArenaStats assertNothingOpen(ArenaPool pool) {
        ArenaStats stats = assertBalance(pool);
        assertEquals(0, stats.open(), () -> "open: " + stats);
        assertEquals(0, stats.heldBytes(), () -> "held: " + stats);
        assertEquals(0, stats.leasesOpen(), () -> "leases: " + stats);
        assertEquals(0, stats.leasedBytes(), () -> "leased: " + stats);
        return stats;
    }
}
