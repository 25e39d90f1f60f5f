// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class PageMapTest {

    private static final int SHIFT = 22; // regions aligned to 4 MiB
    private static final int PAGES = 2;

    private final PageMap map = new PageMap(SHIFT);

    private static Region region(Arena arena) {
        return Region.dedicated(arena.allocate(PAGES * MHeap.PAGE, 1 << SHIFT), arena);
    }

    private static Span enter(Region region) {
        var span = new Span(new PageRange(region, 0, PAGES, true));
        region.enter(span);
        return span;
    }

    @Test
    void aRegionWithoutASpanYetSurvivesTheNextOne() {
        try (Arena arena = Arena.ofConfined()) {
            Region first = region(arena);
            Region second = region(arena);
            assertTrue(map.add(first));
            assertTrue(map.add(second)); // by another thread, before the first has its span
            Span span = enter(first);
            assertSame(span, map.find(first.base));
            assertSame(span, map.findExactly(first.base + 1));
        }
    }

    @Test
    void aRegionTakesThePlaceOfOneThatIsNotYetMarkedAsDead() {
        try (Arena arena = Arena.ofConfined()) {
            Region first = region(arena);
            assertTrue(map.add(first));
            enter(first);
            MemorySegment same = first.segment;
            Region second = Region.dedicated(same, arena);
            assertTrue(map.add(second));
            Span span = enter(second);
            assertSame(span, map.find(second.base));
            assertSame(span, map.findExactly(second.base + 1));
        }
    }
}
