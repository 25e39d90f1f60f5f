// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Blocks and how far each is used, as addresses. Not thread-safe.
 *
 * <pre>
 * base              next                   end     handed out: [base, next)
 *  |== handed out ===|....... room .........|      reads as zero: [max(next, dirtyTo), end)
 * </pre>
 */
final class Rows {

    private static final int BASE = 0;
    private static final int NEXT = 1;
    private static final int END = 2;
    private static final int DIRTY_TO = 3;
    private static final int SHELVED_BEFORE = 4;
    private static final int COLUMNS = 5;
    private static final int NOTHING = -1;
    private static final int LOOKED_AT = 8;

    private static final int FEW = 4;
    private static final int MOST_KEPT = 64; // while they wait for their next arena

    private long[] cells = new long[FEW * COLUMNS];
    private int count;
    /** The last of the rows set aside with room in them, linked. */
    private int shelf = NOTHING;

    int count() {
        return count;
    }

    /** Makes sure that {@link #add} will not fail. */
    void reserve() {
        if ((count + 1) * COLUMNS > cells.length) {
            cells = Arrays.copyOf(cells, 2 * cells.length);
        }
    }

    /** Adds a row, for which there is room. {@return its number} */
    int add(long base, long next, long end, long dirtyTo) {
        int at = count * COLUMNS;
        cells[at + BASE] = base;
        cells[at + NEXT] = next;
        cells[at + END] = end;
        cells[at + DIRTY_TO] = dirtyTo;
        return count++;
    }

    void use(int row, long next, long dirtyTo) {
        cells[row * COLUMNS + NEXT] = next;
        cells[row * COLUMNS + DIRTY_TO] = dirtyTo;
    }

    /** Forgets all but the first rows. */
    void truncate(int rest) {
        count = rest;
        shelf = NOTHING;
        if (cells.length > MOST_KEPT * COLUMNS) {
            cells = Arrays.copyOf(cells, FEW * COLUMNS);
        }
    }

    /** {@return bytes that have not been handed out} */
    long room(int row) {
        return end(row) - next(row);
    }

    /** Sets a block aside for later, unless most of it has been handed out. */
    void shelve(int row) {
        if (row != NOTHING && room(row) >= bytes(row) >>> 2) {
            cells[row * COLUMNS + SHELVED_BEFORE] = shelf;
            shelf = row;
        }
    }

    void forEachShelved(IntConsumer action) {
        for (int row = shelf; row != NOTHING;
                row = (int) cells[row * COLUMNS + SHELVED_BEFORE]) {
            action.accept(row);
        }
    }

    /** Takes one of the blocks last set aside that has room for so much. {@return it, or -1} */
    int unshelve(long need, long byteAlignment) {
        int later = NOTHING;
        int row = shelf;
        for (int i = 0; row != NOTHING && i < LOOKED_AT; i++) {
            long start = next(row) + (byteAlignment - 1) & -byteAlignment;
            int before = (int) cells[row * COLUMNS + SHELVED_BEFORE];
            if (need <= end(row) - start) {
                if (later == NOTHING) {
                    shelf = before;
                } else {
                    cells[later * COLUMNS + SHELVED_BEFORE] = before;
                }
                return row;
            }
            later = row;
            row = before;
        }
        return NOTHING;
    }

    boolean isEmpty() {
        return count == 0;
    }

    long bytes(int row) {
        return end(row) - base(row);
    }

    long base(int row) {
        return cells[row * COLUMNS + BASE];
    }

    long next(int row) {
        return cells[row * COLUMNS + NEXT];
    }

    long end(int row) {
        return cells[row * COLUMNS + END];
    }

    long dirtyTo(int row) {
        return cells[row * COLUMNS + DIRTY_TO];
    }

    @Override
    public String toString() {
        return Arrays.toString(Arrays.copyOf(cells, count * COLUMNS));
    }
}
