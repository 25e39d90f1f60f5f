// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

/** What must hold of {@link Chunks} while nobody is inside. */
final class Invariants {

    private static final int NOTHING = -1;

    private final Rows rows;
    private final int current;
    private final boolean firstIsBorrowed;
    private final boolean zeroes;

    Invariants(Rows rows, int current, boolean firstIsBorrowed, boolean zeroes) {
        this.rows = rows;
        this.current = current;
        this.firstIsBorrowed = firstIsBorrowed;
        this.zeroes = zeroes;
    }

    /**
     * Checks one struct, children not included.
     *
     * @throws IllegalStateException naming what does not hold
     */
    void check(Chunks chunks) {
        long held = 0;
        for (int row = 0; row < rows.count(); row++) {
            held += row == 0 && firstIsBorrowed ? 0 : rows.bytes(row);
            long next = rows.next(row);
            check(rows.base(row) <= next && next <= rows.end(row), "order of row " + row);
            if (zeroes && chunks.hasRest(row)) {
                long from = Math.max(next, rows.dirtyTo(row));
                check(Ground.isZero(from, rows.end(row) - from), "zero rest of row " + row);
            }
        }
        check(held == chunks.heldBytes(), "sum of blocks " + held + " = " + chunks.heldBytes());
        check(current >= NOTHING && current < rows.count(), "current");
        check(current == NOTHING || chunks.hasRest(current), "current is not lent");
        rows.forEachShelved(row -> check(row != current && chunks.hasRest(row), "shelf"));
    }

    private void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("does not hold: " + what + "; rows " + rows
                    + ", current " + current);
        }
    }
}
