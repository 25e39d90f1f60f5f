// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.List;
import java.util.Map;

/**
 * What an allocator holds and did, in bytes unless said otherwise.
 *
 * <p>The partition is exact in every snapshot:
 * {@code reserved = live + rounding + freeSlots + tails + cachedPages + freeResident + released}.
 * Regions are looked at one after the other, each at an instant of its own, and the slots of their
 * spans soon after. So each part by itself may lag behind operations that are under way: a block
 * that is freed in one region and allocated in another meanwhile may count twice or not at all. If
 * no thread is inside the allocator, all figures are exact, but for those that say otherwise.
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
 * @param peak what was held and resident when most was held
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
        List<Cache> caches,
        Peak peak) {

    /**
     * The page heap.
     *
     * @param regions ranges of address space, a count
     * @param largestFreeRun the longest run of free pages
     * @param maps calls that reserved address space, a count
     * @param refaulted pages released and used again within the decay time
     * @param freeRuns runs of free pages by length, counts: entry {@code i} has those of
     *     {@code 1 << i} pages and more that are shorter than those of the next entry
     * @param commits calls that asked for memory behind pages, refused ones included, a count
     * @param commitNanos time spent in these calls, in nanoseconds
     */
    public record Pages(
            int regions,
            long largestFreeRun,
            long maps,
            long refaulted,
            List<Long> freeRuns,
            long commits,
            long commitNanos) {

        /** Copies the list. */
        public Pages {
            freeRuns = List.copyOf(freeRuns);
        }
    }

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
     * @param frees blocks ever freed, a count; not derived from the others, and
     *     {@code allocations - frees == liveBlocks} while no thread is inside
     * @param refills how often a cache ran out of slots at hand, a count; 0 in class 0
     * @param collects how often freed slots of a span were made free for reuse, a count; 0 in
     *     class 0. Slots that a thread frees and takes again are reused without
     * @param remoteFrees frees by a thread other than the span's owner, a count; a free counts
     *     when its slot is collected. 0 in class 0
     * @param occupancy spans by slots that are not free, counts: 128 and more, 64 to 127, 32 to 63,
     *     and so on to 2 to 3, at last 0 and 1. Their sum is {@code spans}
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
            long frees,
            long refills,
            long collects,
            long remoteFrees,
            List<Long> occupancy) {

        /** Copies the list. */
        public SizeClass {
            occupancy = List.copyOf(occupancy);
        }

        /** {@return what was asked for on average, of the live blocks; 0 if there are none} */
        public long meanRequest() {
            return liveBlocks <= 0 ? 0 : live / liveBlocks;
        }
    }

    /**
     * A cache.
     *
     * @param owner the thread's name, or {@code stripe n} for a cache that threads share
     * @param spans spans it owns, a count
     * @param spanBytes bytes of these spans
     * @param pageBytes pages it holds for its next spans
     * @param refills how often it ran out of slots at hand of some class, a count
     * @param localRefills refills from spans that it owned already: no other tier was asked
     */
    public record Cache(
            String owner,
            int spans,
            long spanBytes,
            long pageBytes,
            long refills,
            long localRefills) {}

    /**
     * What was held and resident when most was held, since the allocator was built. What is held is
     * bytes of slots and of large blocks' pages: {@code live + rounding}. It is not known at every
     * instant, because nothing is counted when a small block comes or goes. A span's slots are
     * counted when its thread has run through all of them and when it leaves a cache; a free by
     * another thread when it is collected; what a cache has counted is noted in steps of 64 KiB;
     * large blocks at once; and all of it exactly at each snapshot. A peak between snapshots that
     * is higher than the last one noted by less than 64 KiB or a 64th is left out.
     *
     * @param demand the most that was held
     * @param resident bytes that were resident then
     */
    public record Peak(long demand, long resident) {

        /** {@return the realised fragmentation: resident bytes for each byte held; 0 if none} */
        public double fragmentation() {
            return demand <= 0 ? 0 : (double) resident / demand;
        }
    }

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
