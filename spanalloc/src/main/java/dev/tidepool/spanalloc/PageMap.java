// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * From an address to its span, in three loads: the region by the address's high bits, the span by
 * the page. Regions are found in a directly mapped table which grows until no two live ones want
 * the same entry; the region itself says whether the address is in it.
 *
 * <p>Read without a lock. The table is copied on write under the page heap's lock and published
 * plain: a thread that holds an address has it from an allocation that happened after.
 */
final class PageMap {

    private static final int MAX_SIZE = 1 << 22;
    private static final Region[] EMPTY = {Region.NONE};

    private final int shift;
    private Region[] table = EMPTY;

    /** Makes an empty map of regions that are aligned to {@code 1 << shift} bytes. */
    PageMap(int shift) {
        this.shift = shift;
    }

    /** {@return the span that an address lies in, perhaps a dead one; null if there is none} */
    @Nullable Span find(long address) {
        Region[] t = table;
        Region region = t[(int) (address >>> shift) & (t.length - 1)];
        long offset = address - region.base;
        if (Long.compareUnsigned(offset, region.size) >= 0) {
            return null;
        }
        return region.pages[(int) (offset >>> region.pageShift)];
    }

    /**
     * Adds a region, in place of dead dedicated ones that were at the same address.
     *
     * @return false if the table would have to be larger than is sensible
     */
    boolean add(Region region) {
        Region[] grown = table.clone();
        while (!put(grown, region)) {
            Region[] larger = enlarge(grown);
            if (larger == null) {
                return false;
            }
            grown = larger;
        }
        table = grown;
        return true;
    }

    private Region @Nullable [] enlarge(Region[] old) {
        for (int size = 2 * old.length; size <= MAX_SIZE; size *= 2) {
            Region[] larger = new Region[size];
            Arrays.fill(larger, Region.NONE);
            boolean fits = true;
            for (Region region : old) {
                fits &= isFree(region) || put(larger, region);
            }
            if (fits) {
                return larger;
            }
        }
        return null;
    }

    private boolean put(Region[] table, Region region) {
        for (long unit = 0; unit < region.size; unit += 1L << shift) {
            int i = (int) (region.base + unit >>> shift) & (table.length - 1);
            if (table[i] != region && !isFree(table[i])) {
                return false;
            }
            table[i] = region;
        }
        return true;
    }

    private static boolean isFree(Region region) {
        return region == Region.NONE
                || (region.isDedicated() && region.pages[0] != null
                        && region.pages[0].state() == Span.DEAD);
    }

    /** Forgets everything. */
    void clear() {
        table = EMPTY;
    }
}
