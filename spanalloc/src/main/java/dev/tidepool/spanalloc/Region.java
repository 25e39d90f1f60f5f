// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A range of address space, aligned to its size, and what is known about each of its pages. A block
 * that is too large for a common region gets a <em>dedicated</em> one: a single span, with an arena
 * of its own that ends when the block is freed.
 *
 * <p>Every page is in exactly one place: free and resident, free and released, set aside in a page
 * cache, or in a span. All but {@link #pages} is guarded by the page heap's lock.
 */
final class Region {

    /** Contains no address. */
    static final Region NONE = new Region();

    static final long NEVER = Long.MIN_VALUE;
    private static final int DENSE = 16; // free pages of 512 that are not worth a call

    final long base;
    final long size;
    private final boolean dedicated;
    /**
     * The span of each page that is in use; a dead span or nobody's for another. Written plain by
     * who makes the span; who reads has got an address of the span from there.
     */
    final Span[] pages;
    final MemorySegment segment;
    final Arena arena;

    /** Pages that are committed and released together. */
    final int unit;
    /** Pages in use; a dedicated region keeps none of the bitmaps. */
    final PageBitmap used;
    /** Free pages without memory behind them. */
    private final long[] released;
    /** Free pages that read as zero; all released ones, and those never used. */
    private final long[] zero;
    /** When pages were last released, by the clock's nanoseconds. */
    long releasedAt = NEVER;

    private Region() {
        base = 0;
        size = 0;
        dedicated = false;
        pages = new Span[] {Nobody.SPAN};
        segment = MemorySegment.NULL;
        arena = Arena.global();
        unit = 1;
        used = new PageBitmap(0);
        released = new long[0];
        zero = new long[0];
    }

    private Region(MemorySegment segment, Arena arena, boolean dedicated, int unit) {
        this.segment = segment;
        this.arena = arena;
        base = segment.address();
        size = segment.byteSize();
        int count = dedicated ? 0 : (int) (size >>> SizeClasses.PAGE_SHIFT);
        this.dedicated = dedicated;
        pages = new Span[dedicated ? 1 : count];
        Arrays.fill(pages, Nobody.SPAN);
        used = new PageBitmap(count);
        released = new long[count / 64];
        zero = new long[count / 64];
        Arrays.fill(zero, -1L);
        Arrays.fill(released, unit > 0 ? -1L : 0);
        this.unit = Math.max(1, unit);
    }

    /**
     * Makes a region for many spans.
     *
     * @param unit pages that are committed together; 0 if all have memory behind them
     */
    static Region common(MemorySegment segment, Arena arena, int unit) {
        return new Region(segment, arena, false, unit);
    }

    static Region dedicated(MemorySegment segment, Arena arena) {
        return new Region(segment, arena, true, 0);
    }

    boolean isDedicated() {
        return dedicated;
    }

    /** Makes pages lead to their span. */
    void enter(Span span) {
        if (isDedicated()) {
            pages[0] = span;
            return;
        }
        int first = pageOf(span.base);
        for (int page = first; page < first + span.pages; page++) {
            pages[page] = span;
        }
    }

    /** {@return bytes of the blocks that are not free; with the page heap's lock held} */
    long takenBytes() {
        long bytes = 0;
        Span last = Nobody.SPAN;
        for (Span span : pages) {
            if (span != last && span.state() != Span.DEAD) {
                bytes += span.takenSlots() * span.usable();
            }
            last = span;
        }
        return bytes;
    }

    boolean overlaps(Region other) {
        return base < other.base + other.size && other.base < base + size;
    }

    int pageOf(long address) {
        return (int) ((address - base) >>> SizeClasses.PAGE_SHIFT);
    }

    /** {@return the first of the lowest pages that a claim can have, or -1} */
    int find(Claim claim) {
        return claim.alignment > 1
                ? used.findAligned(claim.pages, claim.alignment)
                : used.find(claim.pages);
    }

    /**
     * {@return the runs of released pages that have to be committed for some free pages} The system
     * commits in units, which may be larger than a page: such a run may begin before the pages and
     * end behind them. A unit is released as a whole, so what is more is free.
     */
    List<PageRange> releasedRuns(int from, int count) {
        if (count(released, from, count) == 0) {
            return List.of();
        }
        var runs = new ArrayList<PageRange>();
        int end = Math.min(used.words() * 64, from + count + unit - 1 & -unit);
        for (int page = from & -unit; page < end; ) {
            int start = page;
            while (page < end && isReleased(page)) {
                page++;
            }
            if (page > start) {
                runs.add(new PageRange(this, start, page - start, true));
            }
            page++;
        }
        return runs;
    }

    boolean isReleased(int page) {
        return (released[page >>> 6] & 1L << page) != 0;
    }

    /** {@return the free pages among 64 that have memory behind them, as bits} */
    long freeResidentBits(int word) {
        return used.freeBits(word) & ~released[word];
    }

    long releasedBits(int word) {
        return released[word];
    }

    /**
     * {@return the highest run of free resident pages, its length in the upper half; 0 if none}
     *
     * @param most pages at most
     * @param whole 0 for any run; 1 for none out of a chunk that is nearly all in use; more for
     *     runs within so many aligned pages that are all free, if no more of them are resident
     *     than wanted
     */
    long highestResident(int most, int whole) {
        if (whole <= 1) {
            return highestResident(released.length * 64, most, whole == 0);
        }
        for (int end = released.length * 64 & -whole; end > 0; end -= whole) {
            int from = end - whole;
            int resident = used.isFree(from, whole) ? whole - count(released, from, whole) : 0;
            if (resident > 0 && resident <= most) {
                return highestResident(end, resident, true);
            }
        }
        return 0;
    }

    private long highestResident(int below, int most, boolean forced) {
        int end = below;
        while (end > 0) {
            long bits = freeResidentBits((end - 1) >>> 6) & (-1L >>> (-end & 63));
            if (bits == 0) {
                end = end - 1 & ~63;
                continue;
            }
            end = (end - 1 & ~63) + 64 - Long.numberOfLeadingZeros(bits);
            int chunk = (end - 1) / PageBitmap.CHUNK_PAGES;
            if (!forced && used.freeInChunk(chunk) <= DENSE) {
                end = chunk * PageBitmap.CHUNK_PAGES;
                continue;
            }
            int start = end - 1;
            int top = end & -unit;
            while (start > 0 && top - start < Math.max(most, unit) && isFreeResident(start - 1)) {
                start--;
            }
            int bottom = start + unit - 1 & -unit;
            if (bottom < top) {
                return bottom | (long) (top - bottom) << 32;
            }
            end = start;
        }
        return 0;
    }

    private boolean isFreeResident(int page) {
        return (freeResidentBits(page >>> 6) & 1L << page) != 0;
    }

    /** Takes free pages. Their memory counts as resident from now on. */
    PageRange claim(int from, int count) {
        boolean isZero = count(zero, from, count) == count;
        var range = new PageRange(this, from, count, isZero); // first: the Java heap may be full
        use(from, count);
        return range;
    }

    /** As {@link #claim}. */
    void use(int from, int count) {
        used.use(from, count);
        set(released, from, count, false);
        set(zero, from, count, false);
    }

    /** As {@link #claim}, of pages among 64. {@return which of them read as zero} */
    long claimBits(int word, long free) {
        long isZero = zero[word] & free;
        for (long left = free; left != 0; ) {
            int at = Long.numberOfTrailingZeros(left);
            int count = Long.numberOfTrailingZeros(~(left >>> at));
            use(64 * word + at, count);
            left &= ~PageBitmap.mask(at, count);
        }
        return isZero;
    }

    /** Frees pages that are resident. */
    void free(int from, int count, boolean isZero) {
        used.free(from, count);
        set(zero, from, count, isZero);
    }

    /** Frees pages that have been released, or never were committed. */
    void freeReleased(int from, int count) {
        used.free(from, count);
        set(zero, from, count, true);
        set(released, from, count, true);
    }

    private static int count(long[] bits, int from, int count) {
        int sum = 0;
        for (int page = from; page < from + count; ) {
            int n = Math.min(64 - (page & 63), from + count - page);
            sum += Long.bitCount(bits[page >>> 6] & PageBitmap.mask(page, n));
            page += n;
        }
        return sum;
    }

    private static void set(long[] bits, int from, int count, boolean value) {
        for (int page = from; page < from + count; ) {
            int n = Math.min(64 - (page & 63), from + count - page);
            long mask = PageBitmap.mask(page, n);
            bits[page >>> 6] = value ? bits[page >>> 6] | mask : bits[page >>> 6] & ~mask;
            page += n;
        }
    }

    /**
     * Checks what must hold under the heap's lock.
     *
     * @throws IllegalStateException naming what does not hold
     */
    void checkInvariants() {
        used.checkInvariants();
        for (int w = 0; w < released.length; w++) {
            if ((released[w] & ~used.freeBits(w)) != 0) {
                throw new IllegalStateException("released pages in use in word " + w);
            }
            if ((released[w] & ~zero[w]) != 0 || (zero[w] & ~used.freeBits(w)) != 0) {
                throw new IllegalStateException("released, zero and free disagree in word " + w);
            }
        }
    }
}
