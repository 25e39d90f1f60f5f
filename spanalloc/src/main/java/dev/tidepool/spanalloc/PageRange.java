// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.MemorySegment;

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
}
