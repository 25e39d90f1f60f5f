// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.Arrays;

/**
 * Which pages of a region are in use, and where the free runs are: a bit for each page, and over
 * each chunk of 512 pages a summary of its free runs, so that a search skips whole chunks. After
 * the page allocator of Go ({@code src/runtime/mpagealloc.go}, golang/proposal 35112).
 *
 * <p>A summary packs three counts of free pages: at the chunk's low edge, the longest run, and at
 * the high edge. Guarded by the page heap's lock.
 */
final class PageBitmap {

    static final int CHUNK_PAGES = 512; // 4 MiB
    private static final int CHUNK_WORDS = CHUNK_PAGES / 64;
    private static final int FIELD_BITS = 21;
    private static final long FIELD = (1L << FIELD_BITS) - 1;

    private final int pages;
    private final long[] used; // 1 = in use, or beyond the region
    private final long[] summaries;
    private int freePages;
    /** No page of a chunk below this one is free. */
    private int firstChunk;

    /** Makes a bitmap of free pages; their number is a multiple of 64. */
    PageBitmap(int pages) {
        this.pages = pages;
        int chunks = (pages + CHUNK_PAGES - 1) / CHUNK_PAGES;
        used = new long[chunks * CHUNK_WORDS];
        summaries = new long[chunks];
        freePages = pages;
        Arrays.fill(used, pages / 64, used.length, -1L);
        for (int chunk = 0; chunk < chunks; chunk++) {
            summaries[chunk] = summarize(chunk);
        }
    }

    int freePages() {
        return freePages;
    }

    boolean isUsed(int page) {
        return (used[page >>> 6] & (1L << page)) != 0;
    }

    /** {@return the free pages among 64, as bits} */
    long freeBits(int word) {
        return ~used[word];
    }

    /** {@return how many words of 64 pages there are} */
    int words() {
        return pages / 64;
    }

    int freeInChunk(int chunk) {
        int free = 0;
        for (int w = chunk * CHUNK_WORDS; w < (chunk + 1) * CHUNK_WORDS; w++) {
            free += Long.bitCount(~used[w]);
        }
        return free;
    }

    /** {@return the first page of the lowest run of free pages that is long enough, or -1} */
    int find(int count) {
        int run = 0; // free pages right below the chunk
        for (int chunk = firstChunk; chunk < summaries.length; chunk++) {
            long summary = summaries[chunk];
            if (run + start(summary) >= count) {
                return chunk * CHUNK_PAGES - run;
            }
            if (longest(summary) >= count) {
                return findWithin(chunk, count);
            }
            run = start(summary) == CHUNK_PAGES ? run + CHUNK_PAGES : end(summary);
        }
        return -1;
    }

    private int findWithin(int chunk, int count) {
        int run = 0;
        for (int w = chunk * CHUNK_WORDS; w < (chunk + 1) * CHUNK_WORDS; w++) {
            long free = ~used[w];
            if (run + Long.numberOfTrailingZeros(~free) >= count) {
                return w * 64 - run;
            }
            int within = runOf(free, count);
            if (within >= 0) {
                return w * 64 + within;
            }
            run = free == -1 ? run + 64 : Long.numberOfLeadingZeros(~free);
        }
        throw new IllegalStateException(
                "chunk " + chunk + " has no run of " + count
                        + " pages, its summary says otherwise");
    }

    /** As {@link #find}, at a multiple of {@code alignment} pages. */
    int findAligned(int count, int alignment) {
        for (int page = 0; page + count <= pages; page += alignment) {
            if (isFree(page, count)) {
                return page;
            }
        }
        return -1;
    }

    boolean isFree(int from, int count) {
        int page = from;
        while (page < from + count) {
            int n = Math.min(64 - (page & 63), from + count - page);
            if ((used[page >>> 6] & mask(page, n)) != 0) {
                return false;
            }
            page += n;
        }
        return true;
    }

    /**
     * Marks free pages as used.
     *
     * @throws IllegalStateException if one of them is in use
     */
    void use(int from, int count) {
        change(from, count, true);
        freePages -= count;
        int chunk = firstChunk;
        while (chunk < summaries.length && summaries[chunk] == 0) {
            chunk++;
        }
        firstChunk = chunk;
    }

    /**
     * Marks used pages as free.
     *
     * @throws IllegalStateException if one of them is free
     */
    void free(int from, int count) {
        change(from, count, false);
        freePages += count;
        firstChunk = Math.min(firstChunk, from / CHUNK_PAGES);
    }

    private void change(int from, int count, boolean use) {
        int page = from;
        while (page < from + count) {
            int n = Math.min(64 - (page & 63), from + count - page);
            long mask = mask(page, n);
            int word = page >>> 6;
            if ((used[word] & mask) != (use ? 0 : mask)) {
                throw new IllegalStateException(
                        "pages " + page + ".." + (page + n - 1) + " are not all "
                                + (use ? "free" : "in use"));
            }
            used[word] ^= mask;
            page += n;
        }
        for (int c = from / CHUNK_PAGES; c <= (from + count - 1) / CHUNK_PAGES; c++) {
            summaries[c] = summarize(c);
        }
    }

    /** {@return the longest run of free pages; for tests} */
    int longestRun() {
        int run = 0;
        int longest = 0;
        for (long summary : summaries) {
            longest = Math.max(longest, Math.max(run + start(summary), longest(summary)));
            run = start(summary) == CHUNK_PAGES ? run + CHUNK_PAGES : end(summary);
        }
        return longest;
    }

    private long summarize(int chunk) {
        int start = -1;
        int longest = 0;
        int run = 0;
        for (int w = chunk * CHUNK_WORDS; w < (chunk + 1) * CHUNK_WORDS; w++) {
            long free = ~used[w];
            if (free == -1) {
                run += 64;
                continue;
            }
            run += Long.numberOfTrailingZeros(~free);
            start = start < 0 ? run : start;
            longest = Math.max(longest, run);
            while (runOf(free, longest + 1) >= 0) {
                longest++;
            }
            run = Long.numberOfLeadingZeros(~free);
        }
        longest = Math.max(longest, run);
        start = start < 0 ? run : start;
        return start | ((long) longest << FIELD_BITS) | ((long) run << (2 * FIELD_BITS));
    }

    /**
     * {@return the lowest position of a run of set bits within a word, or -1} Each step halves what
     * is left of the run: a bit survives if it and the {@code shift} bits above it are set.
     */
    static int runOf(long bits, int length) {
        if (length > 64) {
            return -1;
        }
        long starts = bits;
        int left = length - 1;
        for (int shift = 1; left > 0 && starts != 0; shift <<= 1) {
            int by = Math.min(shift, left);
            starts &= starts >>> by;
            left -= by;
        }
        return starts == 0 ? -1 : Long.numberOfTrailingZeros(starts);
    }

    /** {@return as many set bits as pages, at the first one's place in its word} */
    static long mask(int page, int count) {
        return (-1L >>> (64 - count)) << page;
    }

    /**
     * Recomputes everything.
     *
     * @throws IllegalStateException if a summary, a count or a bound is wrong
     */
    void checkInvariants() {
        int free = 0;
        for (int page = 0; page < used.length * 64; page++) {
            boolean isFree = !isUsed(page);
            require(!isFree || page < pages, "page " + page + " is beyond the region");
            require(
                    !isFree || page / CHUNK_PAGES >= firstChunk,
                    "page " + page + " is free below chunk " + firstChunk);
            free += isFree ? 1 : 0;
        }
        require(free == freePages, freePages + " pages counted as free, " + free + " are");
        for (int chunk = 0; chunk < summaries.length; chunk++) {
            require(
                    summaries[chunk] == summarizeSlowly(chunk),
                    "the summary of chunk " + chunk + " is wrong");
        }
    }

    private long summarizeSlowly(int chunk) {
        long start = -1;
        long longest = 0;
        long run = 0;
        for (int page = chunk * CHUNK_PAGES; page < (chunk + 1) * CHUNK_PAGES; page++) {
            if (isUsed(page)) {
                start = start < 0 ? run : start;
                run = 0;
            } else {
                run++;
                longest = Math.max(longest, run);
            }
        }
        start = start < 0 ? run : start;
        return start | (longest << FIELD_BITS) | (run << (2 * FIELD_BITS));
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalStateException(message);
        }
    }

    private static int start(long summary) {
        return (int) (summary & FIELD);
    }

    private static int longest(long summary) {
        return (int) ((summary >>> FIELD_BITS) & FIELD);
    }

    private static int end(long summary) {
        return (int) (summary >>> (2 * FIELD_BITS));
    }
}
