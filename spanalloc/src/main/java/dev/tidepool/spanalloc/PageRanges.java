// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.MemorySegment;

/** What page sources accept. The system would round what is no whole page, and take too much. */
final class PageRanges {

    private PageRanges() {
    }

    static void requireMappable(long byteSize, long byteAlignment, long pageSize) {
        if (byteSize <= 0 || (byteSize & (pageSize - 1)) != 0) {
            throw new IllegalArgumentException(
                    byteSize + " bytes are no multiple of the page size " + pageSize);
        }
        if (byteAlignment <= 0 || Long.bitCount(byteAlignment) != 1) {
            throw new IllegalArgumentException(
                    "the alignment " + byteAlignment + " is no power of two");
        }
    }

    static void requirePages(MemorySegment range, long pageSize) {
        if (!range.isNative() || range.isReadOnly()
                || ((range.address() | range.byteSize()) & (pageSize - 1)) != 0) {
            throw new IllegalArgumentException("not whole, writable pages of " + pageSize
                    + " bytes: " + range);
        }
        if (!range.scope().isAlive()) {
            throw new IllegalStateException("already closed: " + range);
        }
    }
}
