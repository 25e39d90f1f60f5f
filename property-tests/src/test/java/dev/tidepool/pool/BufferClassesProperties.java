// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The arithmetic of the classes against a search in the list of all capacities. */
class BufferClassesProperties {
    private static final int LARGEST = 1 << 30;
    private static final int CELLS = 128; // of a row of Shelves, which index must stay within
    private static final List<Integer> CAPACITIES = capacities();

    private static List<Integer> capacities() {
        List<Integer> all = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6, 7));
        for (int power = 8; power < LARGEST; power *= 2) {
            for (int quarters = 4; quarters < 8; quarters++) {
                all.add(power / 4 * quarters);
            }
        }
        all.add(LARGEST);
        return all;
    }

    @Example
    void thereAreAsManyClassesAsCapacities() {
        assertEquals(CAPACITIES.size(), BufferClasses.COUNT);
        for (int i = 0; i < BufferClasses.COUNT; i++) {
            assertEquals(CAPACITIES.get(i), BufferClasses.capacity(i));
            assertEquals(i, BufferClasses.classFor(BufferClasses.capacity(i)));
        }
    }

    @Property(tries = 20_000)
    void theClassIsTheSmallestThatSuffices(@ForAll("sizes") int size) {
        int naive = 0;
        while (CAPACITIES.get(naive) < size) {
            naive++;
        }
        assertEquals(naive, BufferClasses.classFor(size));
        int capacity = BufferClasses.capacity(naive);
        assertTrue(capacity - size <= size / 4, () -> size + " wastes too much of " + capacity);
    }

    @Property(tries = 20_000)
    void aCapacityIsKnown(@ForAll("sizes") int size) {
        int index = CAPACITIES.indexOf(size);
        assertEquals(index < 0 ? BufferClasses.NONE : index, BufferClasses.classOf(size),
                () -> "size " + size);
    }

    @Property(tries = 5_000)
    void whatNoClassHoldsHasAnIndexBeyondAllWithinTheRow(@ForAll("senseless") int size) {
        for (int index : List.of(BufferClasses.classFor(size), BufferClasses.classOf(size))) {
            assertTrue(index >= BufferClasses.COUNT && index < CELLS, () -> size + ": " + index);
        }
    }

    @Example
    void nothingIsServedByTheFirstClassAndIsNoCapacity() {
        assertEquals(0, BufferClasses.classFor(0));
        assertEquals(BufferClasses.NONE, BufferClasses.classOf(0));
    }

    @Property(tries = 1_000)
    void theClassesUpToALimitAreThoseOfNoLargerCapacity(@ForAll("limits") long limit) {
        assertEquals(CAPACITIES.stream().filter(capacity -> capacity <= limit).count(),
                BufferClasses.countUpTo(limit));
    }

    /** As many small as large ones, and often near a class. */
    @Provide
    Arbitrary<Integer> sizes() {
        Arbitrary<Integer> near = Arbitraries.of(CAPACITIES)
                .flatMap(c -> Arbitraries.integers().between(c - 1, c + 1))
                .filter(n -> n >= 1 && n <= LARGEST);
        Arbitrary<Integer> any = Arbitraries.doubles().between(0, 30)
                .map(power -> (int) Math.pow(2, power));
        return Arbitraries.oneOf(near, any, Arbitraries.integers().between(1, LARGEST));
    }

    @Provide
    Arbitrary<Integer> senseless() {
        return Arbitraries.oneOf(Arbitraries.integers().lessOrEqual(-1),
                Arbitraries.integers().greaterOrEqual(LARGEST + 1),
                Arbitraries.of(-1, Integer.MIN_VALUE, LARGEST + 1, Integer.MAX_VALUE));
    }

    @Provide
    Arbitrary<Long> limits() {
        return Arbitraries.oneOf(sizes().map(n -> (long) n),
                Arbitraries.of(0L, (long) LARGEST + 1, Long.MAX_VALUE));
    }
}
