// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

/**
 * Pages of a region in a row that are one thing.
 *
 * @param firstPage index of the first page in its region
 * @param pages how many
 * @param kind what they are
 * @param classId the size class of a span, else 0
 * @param liveSlots slots of a span or large block that are not free
 * @param slots slots of a span; 1 for a large block; else 0
 */
record PageRun(int firstPage, int pages, Kind kind, int classId, int liveSlots, int slots) {

    /** What pages are used for. */
    enum Kind {
        /** Free, and backed with memory. */
        FREE,
        /** Free, and not backed with memory. */
        RELEASED,
        /** Set aside for a cache's next spans. */
        CACHED,
        /** A span of one size class. */
        SPAN,
        /** A block that is too large for any class. */
        LARGE;

        boolean isFree() {
            return this == FREE || this == RELEASED;
        }
    }

    int end() {
        return firstPage + pages;
    }

    /** How many of its pages lie in {@code [from, to)}. */
    int pagesWithin(int from, int to) {
        return Math.max(0, Math.min(end(), to) - Math.max(firstPage, from));
    }

    /** The share of its slots that is live, from 0 to 1. */
    double occupancy() {
        return slots <= 0 ? 0 : Math.clamp((double) liveSlots / slots, 0, 1);
    }
}
