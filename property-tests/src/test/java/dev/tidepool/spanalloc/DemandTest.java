// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What is in demand is counted in steps, and so is its peak, with what was resident then. */
class DemandTest {

    private static final long STEP = Demand.STEP;
    private static final int LARGEST = SizeClasses.of(32768); // half a step, one slot in a span

    private final Tiers tiers = Bare.tiers(Profile.BALANCED);
    private final Demand demand = new Demand(tiers.heap());

    private void requirePeak(long bytes, long resident) {
        assertEquals(new SpanStats.Peak(bytes, resident), demand.peak());
    }

    @Test
    void aPeakIsNotedBeyondAStepOrA64thOfTheLast() {
        long resident = new MCache(tiers, null).take(LARGEST, 1) + Bare.SMALL_REGION;
        demand.add(STEP);
        requirePeak(0, 0);
        demand.add(1);
        requirePeak(STEP + 1, resident);
        demand.add(-STEP);
        demand.add(2 * STEP);
        requirePeak(STEP + 1, resident);
        demand.add(100 * STEP);
        long last = 102 * STEP + 1;
        requirePeak(last, resident);
        demand.add(last / 64);
        requirePeak(last, resident);
        demand.add(1);
        requirePeak(last + last / 64 + 1, resident);
        assertEquals(last + last / 64 + 1, demand.bytes());
    }

    @Test
    void lessThanThePeakIsNoPeak() {
        demand.note(500, 70);
        demand.note(500, 80);
        demand.note(400, 90);
        requirePeak(500, 70);
        demand.note(501, 60);
        requirePeak(501, 60);
        demand.add(-STEP * 9); // far below, and not on its way up
        requirePeak(501, 60);
    }

    @Test
    void aCacheKeepsLessThanAStepToItself() {
        var owner = new MCache(tiers, null);
        Span one = taken(owner);
        Span other = taken(owner);
        demand.count(one);
        assertEquals(0, demand.bytes());
        assertEquals(STEP / 2, owner.uncounted);
        demand.count(one);
        assertEquals(STEP / 2, owner.uncounted);
        demand.count(other);
        assertEquals(STEP, demand.bytes());
        assertEquals(0, owner.uncounted);
        one.freeOwned(0);
        one.collect();
        demand.count(one);
        assertEquals(-STEP / 2, owner.uncounted);
        demand.settle(owner);
        assertEquals(STEP / 2, demand.bytes());
        demand.forget(other);
        demand.forget(other);
        assertEquals(0, demand.bytes());
    }

    private static Span taken(MCache owner) {
        Span span = Bare.span(LARGEST, owner);
        assertEquals(0, span.take());
        return span;
    }
}
