// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * From an address to its span, in two loads: the region's spans by the address's high bits, the
 * span by the page. Regions are found in a directly mapped table, which grows until no two live
 * ones want the same entry.
 *
 * <p>Nothing is compared on the way: an address outside all regions leads to some span or other, or
 * to {@link Nobody#SPAN}. It is {@link Span#slotAt} that tells, because a slot of a span starts at
 * the address or none does.
 *
 * <p>Read without a lock. The table is copied on write under the page heap's lock and published
 * plain: a thread that holds an address has it from an allocation that happened after.
 */
final class PageMap {

    private static final int MAX_SIZE = 1 << 22;
    private static final Span[] NOWHERE = {Nobody.SPAN};
    private static final Span[][] EMPTY = {NOWHERE};

    private final int shift;
    private Span[][] table = EMPTY;
    private Region[] regions = {Region.NONE};

    /** Makes an empty map of regions that are aligned to {@code 1 << shift} bytes. */
    PageMap(int shift) {
        this.shift = shift;
    }

    /** {@return the only span in which a slot may start at the address} */
    Span find(long address) {
        Span[][] t = table;
        Span[] pages = t[(int) (address >>> shift) & (t.length - 1)];
        return pages[(int) (address >>> SizeClasses.PAGE_SHIFT) & (pages.length - 1)];
    }

    /** {@return the span that contains the address, perhaps a dead one, or {@link Nobody#SPAN}} */
    Span findExactly(long address) {
        Region[] all = regions;
        for (Region region : all) {
            long offset = address - region.base;
            if (Long.compareUnsigned(offset, region.size) < 0) {
                int page = region.isDedicated() ? 0 : region.pageOf(address);
                return region.pages[page];
            }
        }
        return Nobody.SPAN;
    }

    /**
     * Adds a region. Dead dedicated ones are forgotten, and those in its place, which the system
     * has given away again before they could be marked as dead.
     *
     * @return false if the table would have to be larger than is sensible
     */
    boolean add(Region region) {
        Region[] all = Arrays.copyOf(regions, regions.length + 1);
        int count = 0;
        for (Region r : regions) {
            if (r == Region.NONE || !(isGone(r) || r.overlaps(region))) {
                all[count++] = r;
            }
        }
        all[count++] = region;
        all = Arrays.copyOf(all, count);
        for (int size = table.length; size <= MAX_SIZE; size *= 2) {
            Span[][] t = lay(all, size);
            if (t != null) {
                VarHandle.releaseFence(); // a racy reader sees the entries of what it reads
                table = t;
                regions = all;
                return true;
            }
        }
        return false;
    }

    /** {@return a table of the regions; null if two of them meet} */
    private Span @Nullable [][] lay(Region[] all, int size) {
        Span[][] t = new Span[size][];
        Arrays.fill(t, NOWHERE);
        for (Region region : all) {
            int i = (int) (region.base >>> shift) & (size - 1);
            if (region != Region.NONE) {
                if (t[i] != NOWHERE) {
                    return null;
                }
                t[i] = region.pages;
            }
        }
        return t;
    }

    /**
     * Whether a region's memory has been unmapped: its address may be another's soon. Until then it
     * stays, so that a second free is told as such.
     */
    private static boolean isGone(Region region) {
        Span span = region.pages[0];
        // A region that has been added has no span yet.
        return region.isDedicated() && span != Nobody.SPAN && span.state() == Span.DEAD;
    }

    /** Forgets everything. */
    void clear() {
        table = EMPTY;
        regions = new Region[] {Region.NONE};
    }
}
