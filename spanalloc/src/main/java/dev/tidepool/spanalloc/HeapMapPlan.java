// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.ArrayList;
import java.util.List;

/**
 * Which regions are drawn, and how finely: as finely as the number of cells allows.
 *
 * @param detail how finely, the same for all
 * @param drawn the regions that are drawn
 * @param leftOut the regions behind them, for which there is no room
 */
record HeapMapPlan(HeapMapDetail detail, List<Drawn> drawn, List<RegionMap> leftOut) {

    /** What a browser draws without delay. */
    static final int MOST_CELLS = 6000;
    /** A region has a heading too. */
    private static final int CELLS_PER_HEADING = 20;

    /** A region and its rows. */
    record Drawn(RegionMap region, List<HeapMapRows.Band> bands) {}

    static HeapMapPlan of(List<RegionMap> regions) {
        HeapMapPlan plan = of(regions, HeapMapDetail.LEVELS.getFirst());
        for (HeapMapDetail coarser : HeapMapDetail.LEVELS) {
            if (!plan.leftOut.isEmpty()) {
                plan = of(regions, coarser);
            }
        }
        return plan;
    }

    private static HeapMapPlan of(List<RegionMap> regions, HeapMapDetail detail) {
        List<Drawn> drawn = new ArrayList<>();
        int cells = 0;
        for (RegionMap region : regions) {
            List<HeapMapRows.Band> bands = HeapMapRows.of(region, detail);
            cells += CELLS_PER_HEADING
                    + bands.stream().mapToInt(HeapMapRows.Band::drawnCells).sum();
            if (cells > MOST_CELLS) {
                break;
            }
            drawn.add(new Drawn(region, bands));
        }
        return new HeapMapPlan(detail, drawn, regions.subList(drawn.size(), regions.size()));
    }
}
