// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Whatever regions there are, an address leads to the one slot that starts there, or to none. */
class PageMapProperties {

    private static final int SHIFT = 19; // regions of 64 pages
    private static final long SIZE = 1L << SHIFT;

    @SuppressWarnings("restricted")
    private static MemorySegment memory(long base, long byteSize) {
        return MemorySegment.ofAddress(base).reinterpret(byteSize);
    }

    @Property(tries = 300)
    void anAddressLeadsToItsSpanOrToNone(@ForAll("bases") @Size(max = 20) List<Long> bases,
            @ForAll @Size(min = 1, max = 50) List<Long> anything) {
        var map = new PageMap(SHIFT);
        TreeMap<Long, Region> regions = new TreeMap<>();
        for (long base : bases) {
            if (!regions.containsKey(base)) {
                Region region = Region.common(memory(base, SIZE), Arena.global(), 0);
                region.enter(new Span(new PageRange(region, 3, 1, true), SizeClasses.of(48),
                        Bare.owner()));
                region.enter(new Span(new PageRange(region, 10, 20, true)));
                assertTrue(map.add(region));
                regions.put(base, region);
            }
        }
        for (Region region : regions.values()) {
            for (long offset : List.of(0L, 3 * 8192L, 3 * 8192L + 48, 3 * 8192L + 47, 4 * 8192L,
                    10 * 8192L, 29 * 8192L, 30 * 8192L, SIZE - 1, SIZE, -1L)) {
                requireRight(map, regions, region.base + offset);
            }
            assertEquals(1, map.find(region.base + 3 * 8192 + 48)
                    .slotAt(region.base + 3 * 8192 + 48));
            assertEquals(0, map.find(region.base + 10 * 8192).slotAt(region.base + 10 * 8192));
        }
        for (long address : anything) {
            requireRight(map, regions, address);
        }
        map.clear();
        for (long address : anything) {
            assertSame(Nobody.SPAN, map.find(address));
            assertSame(Nobody.SPAN, map.findExactly(address));
        }
    }

    private static void requireRight(PageMap map, TreeMap<Long, Region> regions, long address) {
        var below = regions.floorEntry(address);
        long offset = below == null ? -1 : address - below.getKey();
        Span expected = offset < 0 || offset >= SIZE ? Nobody.SPAN
                : below.getValue().pages[(int) (offset >>> 13)];
        assertSame(expected, map.findExactly(address));
        Span found = map.find(address);
        assertEquals(expected.slotAt(address), found.slotAt(address),
                () -> "0x%x leads to %s".formatted(address, found));
    }

    /** A block's own region: larger than the others, and another may come where it was. */
    @Property(tries = 100)
    void aDeadRegionGivesWay(@ForAll("bases") @Size(min = 1, max = 10) List<Long> bases) {
        var map = new PageMap(SHIFT);
        List<Region> dead = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (long base : bases) {
                Region region = Region.dedicated(memory(base, 2 * SIZE), Arena.ofAuto());
                Span span = new Span(new PageRange(region, 0, 128, true));
                region.enter(span);
                assertTrue(map.add(region));
                span.idleToLarge(2 * SIZE);
                assertEquals(0, map.find(base).slotAt(base));
                assertSame(span, map.find(base));
                assertSame(span, map.findExactly(base + 2 * SIZE - 1));
                span.largeToIdle();
                span.toDead();
                dead.add(region);
                assertSame(span, map.findExactly(base), "told as freed until another comes");
            }
        }
        assertEquals(3 * bases.size(), dead.size());
    }

    @Provide
    Arbitrary<List<Long>> bases() {
        return Arbitraries.oneOf(
                        Arbitraries.longs().between(1, 1L << 28).map(n -> n << SHIFT),
                        // Meet in small tables.
                        Arbitraries.longs().between(1, 16).map(n -> n << SHIFT + 12),
                        Arbitraries.longs().between(1, 16).map(n -> n << SHIFT))
                .list();
    }
}
