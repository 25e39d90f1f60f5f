// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.HeapMapRows.Band;
import dev.tidepool.spanalloc.PageRun.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapMapRowsTest {

    private static final HeapMapDetail EXACT = HeapMapDetail.LEVELS.getFirst();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyPageIsDrawnOnceAtEveryLevel(long seed) {
        List<RegionMap> regions =
                new ArrayList<>(HeapMapSample.fragmented(seed, 1, 0.2 * seed).regions());
        regions.add(random(seed));
        for (RegionMap region : regions) {
            HeapMapDetail.LEVELS.forEach(detail -> assertCovers(region, detail));
        }
    }

    @Test
    void eachRunHasACellInEachRowItTouches() {
        RegionMap region = random(42);
        List<PageRun> drawn = HeapMapRows.of(region, EXACT).stream()
                .flatMap(band -> band.cells().stream())
                .map(cell -> cell.about().runs().getFirst()).distinct().toList();
        assertEquals(region.runs(), drawn);
    }

    @Test
    void aHugeBlockIsOneBand() {
        int pages = 40_000_000;
        RegionMap region = new RegionMap(1L << 40, pages,
                List.of(new PageRun(0, pages, Kind.LARGE, 0, 1, 1)));
        for (HeapMapDetail detail : HeapMapDetail.LEVELS) {
            assertTrue(HeapMapRows.of(region, detail).size() <= 2);
            assertCovers(region, detail);
        }
    }

    @Test
    void rowsThatLookTheSameAreOneBand() {
        List<PageRun> runs = new ArrayList<>();
        for (int page = 0; page < 1280; page += 2) {
            runs.add(new PageRun(page, 1, Kind.SPAN, 7, page == 770 ? 3 : 9, 102));
            runs.add(new PageRun(page + 1, 1, Kind.FREE, 0, 0, 0));
        }
        List<Band> bands = HeapMapRows.of(new RegionMap(0, 1280, runs), EXACT);
        assertEquals(List.of(6, 1, 3), bands.stream().map(Band::rows).toList());
        assertEquals(List.of(0, 768, 896), bands.stream().map(Band::firstPage).toList());
    }

    @Test
    void spansOfATileAreOneCellInTheColourOfTheirMedianClass() {
        RegionMap region = new RegionMap(0, 16, List.of(
                new PageRun(0, 5, Kind.SPAN, 40, 0, 10), new PageRun(5, 1, Kind.FREE, 0, 0, 0),
                new PageRun(6, 3, Kind.SPAN, 10, 8, 8), new PageRun(9, 4, Kind.SPAN, 20, 1, 2),
                new PageRun(13, 3, Kind.RELEASED, 0, 0, 0)));
        List<HeapMapCell> cells =
                HeapMapRows.of(region, new HeapMapDetail(128, 16)).getFirst().cells();
        assertEquals(List.of(Kind.SPAN, Kind.FREE, Kind.RELEASED),
                cells.stream().map(HeapMapCell::kind).toList());
        assertEquals(20, cells.getFirst().classId());
        assertEquals(5.0 / 12, cells.getFirst().occupancy(), 1e-9);
    }

    @Test
    void theFinestLevelThatFitsIsChosenForAllRegions() {
        assertEquals(128, plan(1).detail().rowPages());
        assertTrue(plan(1).detail().isExact());
        assertEquals(16, plan(5).detail().tilePages());
        HeapMapPlan coarse = plan(60);
        assertEquals(1024, coarse.detail().tilePages());
        assertEquals(60, coarse.drawn().size());
    }

    @Test
    void runsWithAGapAreRefused() {
        PageRun first = new PageRun(0, 3, Kind.FREE, 0, 0, 0);
        for (PageRun second : List.of(new PageRun(4, 4, Kind.FREE, 0, 0, 0),
                new PageRun(2, 6, Kind.FREE, 0, 0, 0), new PageRun(3, 4, Kind.FREE, 0, 0, 0))) {
            assertThrows(IllegalArgumentException.class,
                    () -> new RegionMap(0, 8, List.of(first, second)));
        }
    }

    private static HeapMapPlan plan(int regions) {
        RegionMap region = HeapMapSample.fragmented(3, 1, 0.8).regions().getFirst();
        return HeapMapPlan.of(Collections.nCopies(regions, region));
    }

    private static void assertCovers(RegionMap region, HeapMapDetail detail) {
        Map<Kind, Long> pages = new EnumMap<>(Kind.class);
        int page = 0;
        for (Band band : HeapMapRows.of(region, detail)) {
            assertEquals(page, band.firstPage());
            int column = 0;
            for (HeapMapCell cell : band.cells()) {
                assertEquals(column, cell.column());
                column += cell.columns();
                pages.merge(cell.kind(), (long) band.rows() * cell.columns(), Long::sum);
            }
            page += band.rows() * column;
            assertTrue(column == detail.rowPages() || page == region.pages());
        }
        assertEquals(region.pages(), page);
        for (Kind kind : Kind.values()) {
            assertEquals(region.pagesOf(kind), pages.getOrDefault(kind, 0L), kind.name());
        }
    }

    /** Runs of any kind and length, which no allocator would make. */
    private static RegionMap random(long seed) {
        Random random = new Random(seed);
        List<PageRun> runs = new ArrayList<>();
        int page = 0;
        while (page < 30_000) {
            int pages = 1 + (int) Math.pow(random.nextInt(20), 2 + random.nextInt(2));
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            runs.add(new PageRun(page, pages, kind, kind == Kind.SPAN ? 5 : 0,
                    random.nextInt(3), 2));
            page += pages;
        }
        return new RegionMap(seed << 30, page, runs);
    }
}
