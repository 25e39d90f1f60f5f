// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Searches over summaries find what a scan of single bits finds. */
class PageBitmapProperties {

    /** Multiples of 64; with and without a last chunk that is not full. */
    private static final List<Integer> SIZES = List.of(64, 128, 448, 512, 576, 1024, 1600, 8192);
    private static final List<Integer> ALIGNMENTS = List.of(2, 4, 8, 64, 512);

    @Property(tries = 1000)
    void aRandomBitmapIsSearchedAsSingleBitsAre(@ForAll("sizes") int pages, @ForAll long seed,
            @ForAll("densities") double density) {
        var random = new Random(seed);
        var bitmap = new PageBitmap(pages);
        var used = new BitSet();
        for (int page = 0; page < pages; ) {
            int run = 1 + (int) (random.nextInt(1, 200) * density);
            int count = Math.min(pages - page, random.nextInt(run) + 1);
            if (random.nextDouble() < density) {
                bitmap.use(page, count);
                used.set(page, page + count);
            }
            page += count;
        }
        requireSame(bitmap, used, pages);
    }

    /** One free run, each edge of which lies at a word or a chunk, or right beside it. */
    @Property(tries = 600)
    void aRunAtAnEdgeIsFound(@ForAll("edges") int from, @ForAll("edges") int to) {
        int pages = 2048;
        int first = Math.min(from, to);
        int end = Math.max(from, to);
        var bitmap = new PageBitmap(pages);
        bitmap.use(0, pages);
        if (end > first) {
            bitmap.free(first, end - first);
        }
        bitmap.checkInvariants();
        assertEquals(end - first, bitmap.longestRun());
        for (int count : List.of(1, 2, 63, 64, 65, end - first - 1, end - first)) {
            if (count > 0) {
                assertEquals(count <= end - first ? first : -1, bitmap.find(count));
            }
        }
        assertEquals(-1, bitmap.find(end - first + 1));
    }

    @Property(tries = 1000)
    void aRunWithinAWordIsTheLowest(@ForAll("words") long bits,
            @ForAll @IntRange(min = 1, max = 66) int length) {
        int expected = -1;
        for (int at = 64 - length; at >= 0; at--) {
            long mask = length == 64 ? -1L : ((1L << length) - 1) << at;
            expected = (bits & mask) == mask ? at : expected;
        }
        assertEquals(expected, PageBitmap.runOf(bits, length));
    }

    @Property(tries = 200)
    void whatIsUsedCannotBeUsedNorWhatIsFreeFreed(@ForAll @IntRange(max = 1000) int from,
            @ForAll @IntRange(min = 1, max = 24) int count, @ForAll @IntRange(max = 23) int at) {
        var bitmap = new PageBitmap(1024);
        assertThrows(IllegalStateException.class, () -> bitmap.free(from, count));
        bitmap.use(from + at % count, 1);
        assertThrows(IllegalStateException.class, () -> bitmap.use(from, count));
    }

    @Test
    void allOrNothing() {
        for (int pages : SIZES) {
            var bitmap = new PageBitmap(pages);
            requireSame(bitmap, new BitSet(), pages);
            bitmap.use(0, pages);
            var all = new BitSet();
            all.set(0, pages);
            requireSame(bitmap, all, pages);
        }
    }

    @Provide
    Arbitrary<Integer> sizes() {
        return Arbitraries.of(SIZES);
    }

    @Provide
    Arbitrary<Double> densities() {
        return Arbitraries.of(0.02, 0.3, 0.5, 0.9, 0.99);
    }

    @Provide
    Arbitrary<Integer> edges() {
        return Arbitraries.of(0, 64, 128, 512, 576, 1024, 1536, 2048)
                .flatMap(edge -> Arbitraries.integers().between(-2, 2).map(by -> edge + by))
                .filter(edge -> edge >= 0 && edge <= 2048);
    }

    @Provide
    Arbitrary<Long> words() {
        Arbitrary<Long> runs = Arbitraries.integers().between(0, 63).tuple2()
                .map(edge -> -1L >>> edge.get1() & -1L << edge.get2());
        return Arbitraries.oneOf(Arbitraries.longs(), runs, runs.map(bits -> ~bits),
                runs.tuple2().map(two -> two.get1() | two.get2()), Arbitraries.of(0L, -1L));
    }

    // ---- the oracle

    static void requireSame(PageBitmap bitmap, BitSet used, int pages) {
        bitmap.checkInvariants();
        assertEquals(pages - used.cardinality(), bitmap.freePages());
        int longest = longest(used, pages);
        assertEquals(longest, bitmap.longestRun());
        for (int count : List.of(1, 2, 5, 16, 63, 64, 65, 127, 512, 513, longest, longest + 1)) {
            if (count > 0) {
                assertEquals(find(used, pages, count, 1), bitmap.find(count), "run of " + count);
            }
        }
        for (int alignment : ALIGNMENTS) {
            for (int count : List.of(1, 3, 64, 100)) {
                assertEquals(find(used, pages, count, alignment),
                        bitmap.findAligned(count, alignment), count + " at " + alignment);
            }
        }
    }

    static int find(BitSet used, int pages, int count, int alignment) {
        for (int page = 0; page + count <= pages; page += alignment) {
            int next = used.nextSetBit(page);
            if (next < 0 || next >= page + count) {
                return page;
            }
        }
        return -1;
    }

    private static int longest(BitSet used, int pages) {
        int longest = 0;
        for (int page = used.nextClearBit(0); page < pages; ) {
            int end = used.nextSetBit(page);
            end = end < 0 ? pages : end;
            longest = Math.max(longest, end - page);
            page = used.nextClearBit(end);
        }
        return longest;
    }
}
