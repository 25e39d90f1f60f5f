// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Pages of a region that have been claimed; {@code zero} if all are known to read as zero. */
record PageRange(Region region, int first, int count, boolean zero) {

    long address() {
        return region.base + ((long) first << SizeClasses.PAGE_SHIFT);
    }

    long bytes() {
        return (long) count << SizeClasses.PAGE_SHIFT;
    }

    MemorySegment segment() {
        return region.segment.asSlice(address() - region.base, bytes());
    }

    /** {@return what is left of this range without another one: a part below, a part above} */
    List<PageRange> without(PageRange other) {
        int end = first + count;
        int below = Math.min(end, other.first) - first;
        int above = end - Math.max(first, other.first + other.count);
        if (below <= 0 && above <= 0) {
            return List.of();
        }
        var rest = new ArrayList<PageRange>(2);
        if (below > 0) {
            rest.add(new PageRange(region, first, below, zero));
        }
        if (above > 0) {
            rest.add(new PageRange(region, end - above, above, zero));
        }
        return rest;
    }
}
