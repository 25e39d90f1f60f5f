// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A depot is a bounded queue, and a magazine is a bounded stack, when one thread uses them. */
class DepotProperties {

    @Property(tries = 300)
    void aDepotIsABoundedQueue(@ForAll @IntRange(min = 0, max = 40) int cells,
            @ForAll @Size(max = 200) List<Boolean> offers) {
        var depot = new Depot<Object>(cells, 4);
        Deque<Magazine<Object>> oracle = new ArrayDeque<>();
        for (boolean offer : offers) {
            assertEquals(oracle.isEmpty(), depot.isEmpty());
            if (offer) {
                var magazine = new Magazine<Object>(1, false);
                boolean accepted = depot.offer(magazine);
                assertTrue(accepted || oracle.size() >= cells, "refused below its bound");
                if (accepted) {
                    oracle.addLast(magazine);
                }
            } else {
                assertSame(oracle.pollFirst(), depot.poll());
            }
        }
    }

    @Property(tries = 100)
    void sparesAreKeptUpToABound(@ForAll @IntRange(min = 2, max = 32) int spares,
            @ForAll @IntRange(max = 80) int kept) {
        var depot = new Depot<Object>(2, spares);
        for (int i = 0; i < kept; i++) {
            depot.keepEmpty(new Magazine<>(1, false));
        }
        int found = 0;
        while (depot.takeEmpty() != null) {
            found++;
        }
        assertTrue(found >= Math.min(kept, spares) && found <= kept && found < 2 * spares);
        assertNull(depot.poll());
    }

    @Property(tries = 300)
    void aMagazineIsAStackOfObjectsAndSizes(@ForAll @IntRange(min = 1, max = 64) int capacity,
            @ForAll boolean sized, @ForAll @Size(max = 200) List<Integer> pushes) {
        var magazine = new Magazine<Integer>(capacity, sized);
        magazine.setLimit(capacity);
        Deque<Integer> oracle = new ArrayDeque<>();
        for (Integer push : pushes) {
            if (push >= 0 && magazine.hasRoom()) {
                magazine.push(push, push);
                oracle.push(push);
            } else if (magazine.count() > 0) {
                assertEquals(sized ? oracle.peek() : 0, magazine.topSize());
                assertSame(oracle.pop(), magazine.pop(push % 2 == 0));
            }
            assertEquals(oracle.size(), magazine.count());
            assertEquals(oracle.size() < capacity, magazine.hasRoom());
        }
        magazine.empty(object -> assertSame(oracle.pop(), object));
        assertTrue(oracle.isEmpty());
        assertEquals(0, magazine.count());
    }
}
