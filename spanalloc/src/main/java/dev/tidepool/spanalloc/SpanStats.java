// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.List;
import java.util.Map;

/**
 * What an allocator holds and did, in bytes unless said otherwise.
 *
 * <p>The partition is exact in every snapshot:
 * {@code reserved = live + rounding + freeSlots + tails + cachedPages + freeResident + released}.
 * Each part by itself may lag behind operations that are under way.
 *
 * @param name the allocator's name
 * @param profile the allocator's profile
 * @param reserved address space held
 * @param live bytes asked for, of all blocks not yet freed
 * @param rounding what blocks have more than was asked for
 * @param freeSlots free slots of spans, those in quarantine included
 * @param tails ends of spans that no slot fits into
 * @param cachedPages pages set aside for a thread's next spans, for large blocks, or for a release
 *     under way
 * @param freeResident free pages that the system still backs with memory
 * @param released pages that the system does not back with memory
 * @param liveBlocks blocks not yet freed, a count
 * @param quarantined slots that wait for their reuse, a part of {@code freeSlots}
 * @param peakResident the most that was ever resident
 * @param pages the page heap
 * @param limits the limits
 * @param scavenger what was given back to the system
 * @param detections misuse by kind, counts; every kind is present
 * @param sizeClasses a row for each size class in use, and one of class 0 for large blocks
 * @param caches a row for each cache
 */
public record SpanStats(
        String name,
        Profile profile,
        long reserved,
        long live,
        long rounding,
        long freeSlots,
        long tails,
        long cachedPages,
        long freeResident,
        long released,
        long liveBlocks,
        long quarantined,
        long peakResident,
        Pages pages,
        Limits limits,
        Scavenging scavenger,
        Map<Detection, Long> detections,
        List<SizeClass> sizeClasses,
        List<Cache> caches) {

    /**
     * The page heap.
     *
     * @param regions ranges of address space, a count
     * @param largestFreeRun the longest run of free pages
     * @param maps calls that reserved address space, a count
     * @param refaulted pages released and used again within the decay time
     */
    public record Pages(int regions, long largestFreeRun, long maps, long refaulted) {}

    /**
     * The limits.
     *
     * @param soft the soft limit, {@code Long.MAX_VALUE} if there is none
     * @param hard the hard limit, {@code Long.MAX_VALUE} if there is none
     * @param softHits allocations that would have passed the soft limit, a count
     * @param hardHits allocations that would have passed the hard limit, a count
     * @param reliefs hits after which giving memory back was enough, a count
     * @param failures allocations refused, a count
     * @param assistNanos time that allocating threads spent on giving memory back, in nanoseconds
     */
    public record Limits(
            long soft,
            long hard,
            long softHits,
            long hardHits,
            long reliefs,
            long failures,
            long assistNanos) {}

    /**
     * What was given back to the system.
     *
     * @param calls calls of the page source, a count
     * @param bytes given back in total
     * @param failures calls that the system refused, a count
     * @param nanos time spent in these calls, in nanoseconds
     * @param ticks rounds of decay, a count
     */
    public record Scavenging(long calls, long bytes, long failures, long nanos, long ticks) {}

    /**
     * A size class. Class 0 stands for large blocks, each of which is a span of its own, and for
     * guarded blocks.
     *
     * @param id number of the class
     * @param slotSize size of a slot; 0 in class 0
     * @param spans spans alive, a count
     * @param spansMade spans ever made, a count
     * @param spansReturned spans whose pages were given back to the page heap, a count
     * @param slots slots of the spans alive, a count
     * @param liveBlocks blocks not yet freed, a count
     * @param live bytes asked for, of these blocks
     * @param allocations blocks ever allocated, a count
     * @param frees blocks ever freed, a count: {@code allocations - frees == liveBlocks}
     */
    public record SizeClass(
            int id,
            int slotSize,
            long spans,
            long spansMade,
            long spansReturned,
            long slots,
            long liveBlocks,
            long live,
            long allocations,
            long frees) {}

    /**
     * A cache.
     *
     * @param owner the thread's name, or {@code stripe n} for a cache that threads share
     * @param spans spans it owns, a count
     * @param spanBytes bytes of these spans
     * @param pageBytes pages it holds for its next spans
     * @param refills how often it ran out of slots of some class, a count
     */
    public record Cache(String owner, int spans, long spanBytes, long pageBytes, long refills) {}

    /** {@return bytes that the system backs with memory, as far as the allocator knows} */
    public long resident() {
        return reserved - released;
    }

    /** {@return the sum of the partition's parts, which is always {@link #reserved}} */
    public long sum() {
        return live + rounding + freeSlots + tails + cachedPages + freeResident + released;
    }

    /** {@return a table for people, with units} */
    public String toText() {
        return StatsText.of(this);
    }

    /** {@return a JSON object with {@code "version": 1} and the names of the components} */
    public String toJson() {
        return StatsJson.of(this);
    }
}
