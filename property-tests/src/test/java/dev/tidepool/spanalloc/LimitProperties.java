// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayDeque;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The arithmetic of limits, and limits in steps. */
class LimitProperties {

    private static final long MIB = 1 << 20;

    @Property(tries = 2000)
    void theGoalIs95Percent(@ForAll @LongRange(min = 0) long limit) {
        long exact = BigInteger.valueOf(limit).multiply(BigInteger.valueOf(95))
                .divide(BigInteger.valueOf(100)).longValueExact();
        assertEquals(exact, MemoryLimit.goal(limit));
    }

    @Test
    void soItIsForEverySmallLimitAndTheLargest() {
        for (long limit = 0; limit < 100_000; limit++) {
            assertEquals(limit * 95 / 100, MemoryLimit.goal(limit));
            theGoalIs95Percent(Long.MAX_VALUE - limit);
        }
    }

    @Property(tries = 2000)
    void whatIsTooMuchBringsItBelowTheGoal(@ForAll @LongRange(min = 1, max = 1L << 45) long hard,
            @ForAll @LongRange(min = 1, max = 1L << 45) long softWish,
            @ForAll @LongRange(min = 0, max = 1L << 45) long residentWish,
            @ForAll @LongRange(min = 0, max = 1L << 43) long more, @ForAll boolean last) {
        long soft = Math.min(softWish, hard);
        long resident = Math.min(residentWish, hard);
        long excess = new MemoryLimit(soft, hard).excess(resident, more, last);
        if (more == 0) {
            assertEquals(0, excess);
            return;
        }
        boolean pastHard = resident + more > hard;
        boolean pastSoft = resident + more > soft && !last;
        assertEquals(pastHard || pastSoft, excess > 0);
        if (excess > 0) {
            long goal = MemoryLimit.goal(pastHard ? hard : soft);
            assertTrue(resident - excess + more <= goal);
            assertTrue(excess == 1 || resident - excess + more == goal, "more than needed");
        }
    }

    @Property(tries = 500)
    void withoutLimitsNothingIsTooMuch(@ForAll @LongRange(min = 0) long resident,
            @ForAll @LongRange(min = 0, max = 1L << 43) long more) {
        long bounded = Math.min(resident, 1L << 60);
        assertEquals(0, new MemoryLimit(MemoryLimit.NONE, MemoryLimit.NONE)
                .excess(bounded, more, false));
    }

    /** 10 to 80 % of the limit live, then too much: resident stays within, and after it is fine. */
    @Property(tries = 20)
    void inStepsUpToTheLimit(@ForAll @IntRange(min = 9, max = 15) int sizeBits,
            @ForAll boolean hard, @ForAll boolean releases) {
        long limit = 32 * MIB;
        var source = FakePages.withMemory(releases, 8192);
        var builder = SpanAllocator.builder().pageSource(source).backgroundScavenger(false);
        SpanAllocator allocator = (hard ? builder.hardLimit(limit) : builder.softLimit(limit))
                .build();
        long size = 1L << sizeBits;
        var blocks = new ArrayDeque<Long>();
        for (int percent = 10; percent <= 80; percent += 10) {
            while (blocks.size() * size < limit / 100 * percent) {
                blocks.add(allocator.allocateAddress(size));
            }
            for (int i = 0; i < blocks.size() / 2; i++) {
                allocator.freeAddress(blocks.removeFirst());
            }
            while (blocks.size() * size < limit / 100 * percent) {
                blocks.add(allocator.allocateAddress(size));
            }
            assertTrue(source.peak() <= limit, percent + " % live, " + source.peak());
        }
        exceed(allocator, blocks, size, 2 * limit);
        assertEquals(hard, blocks.size() * size <= limit);
        assertTrue(!hard || source.peak() <= limit);
        SpanStats.Limits limits = allocator.stats().limits();
        assertTrue(hard ? limits.hardHits() > 0 && limits.failures() == 1
                : limits.softHits() > 0 && limits.failures() == 0, limits::toString);
        allocator.freeAddress(blocks.removeFirst());
        allocator.freeAddress(allocator.allocateAddress(size));
        allocator.tiers().checkInvariants();
        allocator.close();
    }

    private static void exceed(SpanAllocator allocator, ArrayDeque<Long> blocks,
            long size, long bytes) {
        try {
            while (blocks.size() * size < bytes) {
                blocks.add(allocator.allocateAddress(size));
            }
        } catch (OffHeapMemoryError e) {
            assertEquals(size, e.askedBytes());
        }
    }
}
