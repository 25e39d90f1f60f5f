// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The equations that an allocator's figures keep. */
final class Accounts {

    private Accounts() {}

    /** What holds in every snapshot, whoever is at work. */
    static SpanStats assertPartition(SpanAllocator allocator) {
        return assertPartition(allocator.stats());
    }

    static SpanStats assertPartition(SpanStats stats) {
        assertEquals(stats.reserved(), stats.sum(), () -> "the parts' sum: " + stats);
        assertEquals(stats.reserved() - stats.released(), stats.resident(), "resident");
        return stats;
    }

    /** What holds while no thread is inside the allocator. */
    static SpanStats assertExact(SpanAllocator allocator) {
        SpanStats stats = assertPartition(allocator);
        List<Long> parts = List.of(
                stats.live(), stats.rounding(), stats.freeSlots(), stats.tails(),
                stats.cachedPages(), stats.freeResident(), stats.released());
        assertTrue(parts.stream().allMatch(part -> part >= 0), () -> "a negative part: " + stats);
        assertTrue(stats.quarantined() <= stats.freeSlots(), () -> "quarantined: " + stats);
        assertEquals(Set.of(Detection.values()), stats.detections().keySet(), "kinds");
        assertRows(stats);
        return stats;
    }

    private static void assertRows(SpanStats stats) {
        Set<Integer> ids = new HashSet<>();
        long blocks = 0;
        long live = 0;
        for (SpanStats.SizeClass row : stats.sizeClasses()) {
            assertTrue(ids.add(row.id()), () -> "a class twice: " + stats);
            assertEquals(row.liveBlocks(), row.allocations() - row.frees(), () -> "row: " + row);
            assertTrue(row.liveBlocks() <= row.slots(), () -> "row: " + row);
            blocks += row.liveBlocks();
            live += row.live();
        }
        assertEquals(stats.liveBlocks(), blocks, () -> "blocks by class: " + stats);
        assertEquals(stats.live(), live, () -> "bytes by class: " + stats);
    }

    static void assertLive(SpanAllocator allocator, long blocks, long bytes) {
        SpanStats stats = assertExact(allocator);
        assertEquals(blocks, stats.liveBlocks(), () -> "live blocks: " + stats);
        assertEquals(bytes, stats.live(), () -> "live bytes: " + stats);
    }

    /** How often misuse of that kind was seen. */
    static long detected(SpanAllocator allocator, Detection kind) {
        return allocator.stats().detections().get(kind);
    }
}
