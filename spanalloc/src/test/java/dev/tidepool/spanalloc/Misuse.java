// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.List;
import java.util.stream.Stream;

/**
 * A row of the security list: something a program does wrong, or hopes the allocator to prevent.
 *
 * @param name as in {@code docs/security.md}
 * @param scene does it, and tells what the allocator answered
 */
record Misuse(String name, Scene scene) {

    /** One allocator, one wrong thing, one answer. */
    interface Scene {
        Answer play(Stage stage) throws Throwable;
    }

    /** What an allocator does about it. */
    enum Answer {
        ALREADY_FREE("`IllegalStateException`"),
        NO_BLOCK("`IllegalArgumentException`"),
        OUT_OF_BOUNDS("`IndexOutOfBoundsException`"),
        NO_MEMORY("`OffHeapMemoryError`"),
        NULL("`NullPointerException`"),
        OVERRUN("`IllegalStateException` at the free"),
        COUNTED("counted at the next look"),
        REFUSED_OR_COUNTED("`IllegalStateException`, or counted"),
        SAMPLED("a sample throws"),
        PREVENTED("prevented"),
        NOT_CAUGHT("not caught");

        /** What the documentation calls it. */
        final String cell;

        Answer(String cell) {
            this.cell = cell;
        }
    }

    /** All rows, in the order of the documentation. */
    static List<Misuse> list() {
        return Stream.of(WrongFrees.rows(), WrongWrites.rows(), WrongUses.rows())
                .flatMap(List::stream).toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
