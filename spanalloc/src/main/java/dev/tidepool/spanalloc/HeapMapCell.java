// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import dev.tidepool.spanalloc.PageRun.Kind;
import java.util.List;

/**
 * A rectangle in a row of the map: a run of pages or the part of it that lies in the row, or all
 * pages of one kind among neighbours that are too small to be drawn apart.
 *
 * @param column where it starts, in pages from the start of the row
 * @param columns its width in pages
 * @param kind what the pages are
 * @param classId the size class of the spans, the median if there are several, else 0
 * @param occupancy the share of these pages that is in slots not free, from 0 to 1
 * @param about the pages that it tells about; more than its own if neighbours share a tile
 */
record HeapMapCell(
        int column, int columns, Kind kind, int classId, double occupancy, Pages about) {

    /**
     * Pages in a row.
     *
     * @param from index of the first in its region
     * @param to index of the page behind the last
     * @param runs the runs that they belong to
     */
    record Pages(int from, int to, List<PageRun> runs) {

        /** How many of them are pages of that run. */
        int of(PageRun run) {
            return run.pagesWithin(from, to);
        }
    }

    /** Whether both look the same, but for the row they are in. */
    boolean looksLike(HeapMapCell other) {
        return column == other.column && columns == other.columns && kind == other.kind
                && classId == other.classId && occupancy == other.occupancy;
    }

    /** Whether both are parts of the same run, and of nothing else. */
    boolean continues(HeapMapCell other) {
        return about.runs.size() == 1 && about.runs.equals(other.about.runs);
    }

    /** This and the next one, which continues it. */
    HeapMapCell and(HeapMapCell next) {
        return new HeapMapCell(column, columns + next.columns, kind, classId, occupancy, about);
    }
}
