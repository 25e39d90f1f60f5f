// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.List;

/**
 * How finely regions are drawn.
 *
 * @param rowPages pages in a row
 * @param tilePages pages within which cells are sorted by kind, a divisor of the row; 1: every run
 *     has its own cell, where it is
 */
record HeapMapDetail(int rowPages, int tilePages) {

    /** From fine to coarse. */
    static final List<HeapMapDetail> LEVELS = List.of(
            new HeapMapDetail(128, 1), new HeapMapDetail(128, 16), new HeapMapDetail(128, 128),
            new HeapMapDetail(1024, 1024), new HeapMapDetail(8192, 8192));

    boolean isExact() {
        return tilePages == 1;
    }

    String describe() {
        String row = "A row is " + size(rowPages) + ", " + Numbers.whole(rowPages)
                + " pages of 8 KiB. ";
        return row + (isExact()
                ? "A cell is a span, a large block, or free pages in a row; point at it for more."
                : "There are too many spans to draw each: within every " + size(tilePages)
                        + " pages are sorted by what they are, and spans are one cell, in the "
                        + "colour of their median class; point at it for more.")
                + " The filled height is the share that is live. Rows that look like the one "
                + "above are counted, not drawn.";
    }

    private static String size(int pages) {
        return Numbers.size(RegionMap.bytes(pages));
    }
}
