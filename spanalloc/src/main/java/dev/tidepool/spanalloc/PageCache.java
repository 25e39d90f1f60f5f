// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import org.jspecify.annotations.Nullable;

/**
 * Up to 64 pages side by side that a cache has set aside for its next spans, so that most spans are
 * made without the page heap's lock. After {@code src/runtime/mpagecache.go}. All of them count as
 * resident. Used by one thread at a time.
 */
final class PageCache {

    /** Runs of this many pages and more come straight from the page heap. */
    static final int LARGEST_RUN = 16;

    final Region region;
    final int word;
    private long free;
    private final long zero;

    /** Makes a cache of claimed pages, as bits from page {@code 64 * word} on. */
    PageCache(Region region, int word, long free, long zero) {
        this.region = region;
        this.word = word;
        this.free = free;
        this.zero = zero;
    }

    @Nullable PageRange take(int count) {
        int at = PageBitmap.runOf(free, count);
        if (at < 0) {
            return null;
        }
        long mask = PageBitmap.mask(at, count);
        var range = new PageRange(region, 64 * word + at, count, (zero & mask) == mask);
        free &= ~mask; // last: the Java heap may be full
        return range;
    }

    boolean isEmpty() {
        return free == 0;
    }

    /** {@return the pages that are set aside, as bits} */
    long freeBits() {
        return free;
    }

    long bytes() {
        return (long) Long.bitCount(free) << SizeClasses.PAGE_SHIFT;
    }

    /** Gives the pages back. The caller holds the page heap's lock. */
    void flush() {
        for (; free != 0; free &= free - 1) {
            int at = Long.numberOfTrailingZeros(free);
            region.free(64 * word + at, 1, (zero & 1L << at) != 0);
        }
    }
}
