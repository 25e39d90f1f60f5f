// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Whatever the bound and the processors, the parts fit together and the bound can be reached. */
class SizingProperties {

    private static final int[] CPUS = {1, 2, 3, 4, 6, 8, 16, 64, 255};
    private static final int SMALL = 300;

    @Example
    void oneThreadCanRetainExactlyTheBoundHoweverSmall() {
        for (int cpus : CPUS) {
            for (int max = 0; max <= SMALL; max++) {
                assertRetainsExactly(max, cpus, Thread.currentThread());
            }
        }
    }

    @Example
    void oneVirtualThreadCanRetainExactlyTheBoundHoweverSmall() {
        for (int cpus : CPUS) {
            for (int max = 0; max <= SMALL; max++) {
                assertRetainsExactly(max, cpus, Thread.ofVirtual().unstarted(() -> { }));
            }
        }
    }

    @Property(tries = 30)
    void oneThreadCanRetainExactlyALargeBound(@ForAll @IntRange(min = 301, max = 60_000) int max,
            @ForAll @IntRange(min = 1, max = 256) int cpus) {
        assertRetainsExactly(max, cpus, Thread.currentThread());
    }

    @Example
    void oneThreadCanRetainMoreThanTheDepotHasCells() {
        assertRetainsExactly((1 << 22) + 1, 2, Thread.currentThread());
    }

    /** Fills, empties, fills again, and lets the bound be reached once more after a turn. */
    private static void assertRetainsExactly(int max, int cpus, Thread thread) {
        var sizing = Sizing.of(max, Sizing.UNSIZED, cpus);
        var objects = new Budget(max);
        var generation = new Generation<Object>(sizing, objects, new Budget(0), false);
        var object = new Object();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < max; i++) {
                assertTrue(generation.give(thread, object, 0), () -> "refused below " + sizing);
            }
            assertTrue(!generation.give(thread, object, 0), () -> "accepted above " + sizing);
            if (max <= SMALL) {
                generation.checkInvariants();
            }
            for (int i = 0; i < max; i++) {
                assertNotNull(generation.take(thread), () -> "lost " + sizing);
            }
            assertNull(generation.take(thread), () -> "doubled " + sizing);
        }
        generation.close();
        assertEquals(max, objects.free());
    }

    @Property(tries = 2000)
    void thePartsFitTogether(@ForAll @IntRange(min = 0) int max,
            @ForAll @LongRange(min = -1) long bytes,
            @ForAll @IntRange(min = 1, max = 4096) int cpus) {
        var sizing = Sizing.of(max, bytes, cpus);
        assertEquals(max, sizing.maxRetained());
        assertEquals(bytes, sizing.maxBytes());
        assertEquals(bytes != Sizing.UNSIZED, sizing.sized());
        assertTrue(sizing.byteChunk() >= 1);
        assertPowerOfTwo(sizing.magazine());
        assertPowerOfTwo(sizing.stripes());
        long magazines = max / sizing.magazine();
        assertTrue(sizing.depotCells() >= magazines, () -> "the depot is too small: " + sizing);
        assertTrue(sizing.maxCaches() >= 1);
        assertTrue(sizing.maxCaches() <= Math.max(1, max / 4),
                () -> "slots take more than a quarter: " + sizing);
        assertTrue(sizing.stripes() <= Math.max(1, max / 4) && sizing.stripes() <= 4 * cpus);
        if (sizing.magazine() > 1 && sizing.magazine() <= 64) {
            long perProcessor = 2L * sizing.magazine() * cpus;
            assertTrue(perProcessor <= max / 2, () -> "less than half for the depot: " + sizing);
        }
    }

    @Property(tries = 500)
    void aPowerOfTwoIsRoundedUpToItself(@ForAll @IntRange(min = 0, max = 1 << 30) int n) {
        int rounded = Sizing.ceilingPowerOfTwo(n);
        assertPowerOfTwo(rounded);
        assertTrue(rounded >= n && (rounded == 1 || rounded / 2 < n));
    }

    private static void assertPowerOfTwo(int n) {
        assertEquals(1, Integer.bitCount(n), () -> "not a power of two: " + n);
    }
}
