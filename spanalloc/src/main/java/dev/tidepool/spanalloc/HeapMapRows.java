// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import dev.tidepool.spanalloc.HeapMapCell.Pages;
import dev.tidepool.spanalloc.PageRun.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Cuts a region into rows of cells. Rows in succession that look the same become one band, and a
 * run that fills whole rows is never cut, however long it is.
 */
final class HeapMapRows {

    private static final List<Kind> ORDER =
            List.of(Kind.SPAN, Kind.LARGE, Kind.CACHED, Kind.FREE, Kind.RELEASED);

    /**
     * Rows that look the same.
     *
     * @param firstPage index of the first row's first page
     * @param rows how many
     * @param cells the cells of the first row
     */
    record Band(int firstPage, int rows, List<HeapMapCell> cells) {

        /** Two rows are drawn as they are; a line of text says how many more there are. */
        int drawnRows() {
            return rows <= 2 ? rows : 1;
        }

        int drawnCells() {
            return drawnRows() * cells.size();
        }

        private boolean looksLike(Band other) {
            if (cells.size() != other.cells.size() || cells.size() == 1) {
                return false;
            }
            for (int i = 0; i < cells.size(); i++) {
                if (!cells.get(i).looksLike(other.cells.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    private final RegionMap region;
    private final HeapMapDetail detail;
    private final List<Band> bands = new ArrayList<>();
    /** Index of the first run that ends behind the page that is the next to be drawn. */
    private int next;

    private HeapMapRows(RegionMap region, HeapMapDetail detail) {
        this.region = region;
        this.detail = detail;
    }

    static List<Band> of(RegionMap region, HeapMapDetail detail) {
        HeapMapRows rows = new HeapMapRows(region, detail);
        int page = 0;
        while (page < region.pages()) {
            page = rows.cut(page);
        }
        return rows.bands;
    }

    /** Cuts as much as the run at {@code page} fills, or one row. Returns the page behind. */
    private int cut(int page) {
        int rows = (runAt(page).end() - page) / detail.rowPages();
        int end = rows > 0 ? page + rows * detail.rowPages()
                : (int) Math.min((long) page + detail.rowPages(), region.pages());
        if (rows > 0) {
            bands.add(new Band(page, rows,
                    List.of(exact(0, detail.rowPages(), pages(page, end)))));
        } else {
            add(new Band(page, 1, cells(page, end)));
        }
        return end;
    }

    private void add(Band band) {
        if (!bands.isEmpty() && band.looksLike(bands.getLast())) {
            Band last = bands.removeLast();
            bands.add(new Band(last.firstPage(), last.rows() + 1, last.cells()));
        } else {
            bands.add(band);
        }
    }

    private List<HeapMapCell> cells(int from, int to) {
        List<HeapMapCell> cells = new ArrayList<>();
        int page = from;
        while (page < to) {
            int end = detail.isExact() ? Math.min(runAt(page).end(), to)
                    : Math.min(page + detail.tilePages(), to);
            tile(page - from, pages(page, end), cells);
            page = end;
        }
        return cells;
    }

    private static void tile(int column, Pages pages, List<HeapMapCell> cells) {
        if (pages.runs().size() > 1) {
            sorted(column, pages, cells);
            return;
        }
        HeapMapCell cell = exact(column, pages.to() - pages.from(), pages);
        if (!cells.isEmpty() && cell.continues(cells.getLast())) {
            cells.add(cells.removeLast().and(cell));
        } else {
            cells.add(cell);
        }
    }

    private static HeapMapCell exact(int column, int columns, Pages pages) {
        PageRun run = pages.runs().getFirst();
        return new HeapMapCell(column, columns, run.kind(), run.classId(), run.occupancy(), pages);
    }

    private static void sorted(int first, Pages pages, List<HeapMapCell> cells) {
        int column = first;
        for (Kind kind : ORDER) {
            List<PageRun> runs =
                    pages.runs().stream().filter(run -> run.kind() == kind).toList();
            int columns = runs.stream().mapToInt(pages::of).sum();
            if (columns > 0) {
                double live =
                        runs.stream().mapToDouble(run -> pages.of(run) * run.occupancy()).sum();
                cells.add(new HeapMapCell(column, columns, kind, medianClass(runs, pages),
                        live / columns, pages));
                column += columns;
            }
        }
    }

    /** Half of the pages belong to this class or a smaller one. */
    private static int medianClass(List<PageRun> runs, Pages pages) {
        int rest = runs.stream().mapToInt(pages::of).sum() / 2;
        for (PageRun run : runs.stream()
                .sorted(Comparator.comparingInt(PageRun::classId)).toList()) {
            rest -= pages.of(run);
            if (rest < 0) {
                return run.classId();
            }
        }
        return runs.getLast().classId();
    }

    private Pages pages(int from, int to) {
        List<PageRun> runs = new ArrayList<>();
        int page = from;
        while (page < to) {
            PageRun run = runAt(page);
            runs.add(run);
            page = run.end();
        }
        return new Pages(from, to, runs);
    }

    private PageRun runAt(int page) {
        while (region.runs().get(next).end() <= page) {
            next++;
        }
        return region.runs().get(next);
    }
}
