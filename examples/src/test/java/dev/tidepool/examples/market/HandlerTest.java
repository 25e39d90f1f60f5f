// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class HandlerTest {

    private static final int MEASURED = 200_000 / Schedule.MESSAGES;
    private static final ThreadMXBean THREADS =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static long bytes(Schedule schedule) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        schedule.flatOut(MEASURED);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void bothWaysPublishTheSame() {
        try (Arena arena = Arena.ofConfined();
                PooledHandler pooled = new PooledHandler(Schedule.MESSAGES)) {
            MemorySegment feed = MarketRun.feed(arena, 3, MEASURED);
            FreshHandler fresh = new FreshHandler();
            new Schedule(feed, pooled).flatOut(MEASURED);
            new Schedule(feed, fresh).flatOut(MEASURED);
            assertEquals(fresh.tape().checksum(), pooled.tape().checksum());
            assertEquals(fresh.tape().updates(), pooled.tape().updates());
            assertTrue(fresh.tape().updates() > MEASURED / 4, "updates");
            assertTrue(fresh.book().orders() > 500, "orders");
            assertEquals(fresh.book().orders(), pooled.book().orders());
        }
    }

    /** The compiler has to be done first, so only one window of several has to be clean. */
    @Test
    void reuseAllocatesNothingOnceWarm() {
        int windows = 8;
        try (Arena arena = Arena.ofConfined();
                PooledHandler pooled = new PooledHandler(Schedule.MESSAGES)) {
            MemorySegment feed = MarketRun.feed(arena, 4, (2 + windows) * (long) MEASURED);
            Schedule schedule = new Schedule(feed, pooled);
            schedule.flatOut(2 * MEASURED);
            long least = Long.MAX_VALUE;
            for (int i = 0; i < windows && least > 0; i++) {
                least = Math.min(least, bytes(schedule));
            }
            assertEquals(0, least, "bytes for 200 000 messages");
        }
    }

    @Test
    void freshObjectsAreSeenByTheSameMeasurement() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment feed = MarketRun.feed(arena, 4, MEASURED);
            assertTrue(bytes(new Schedule(feed, new FreshHandler())) > 100L * MEASURED);
        }
    }

    @Test
    void aScheduleCountsEveryPacket() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment feed = MarketRun.feed(arena, 5, 100);
            Histogram latency = new Histogram(TimeUnit.HOURS.toNanos(1), 3);
            new Schedule(feed, new FreshHandler()).paced(100, 1_000_000, latency);
            assertEquals(100, latency.getTotalCount());
        }
    }

    @Test
    void aSeedIsAFeed() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = MarketRun.feed(arena, 1, 1000);
            assertEquals(-1, one.mismatch(MarketRun.feed(arena, 1, 1000)));
            assertNotEquals(-1, one.mismatch(MarketRun.feed(arena, 2, 1000)));
        }
    }

    @Test
    void aFeedHasAllKindsOfMessagesAndNoOrderTwice() {
        Map<Byte, Integer> kinds = new HashMap<>();
        Set<Long> added = new HashSet<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment feed = MarketRun.feed(arena, 6, 5000);
            for (long at = 0; at < feed.byteSize(); at += Wire.LENGTH) {
                byte kind = Wire.kind(feed, at);
                kinds.merge(kind, 1, Integer::sum);
                assertTrue(kind != Wire.ADD || added.add(Wire.order(feed, at)), "twice");
                assertTrue(kind == Wire.CANCEL || Wire.quantity(feed, at) > 0, "quantity");
            }
        }
        assertEquals(Set.of(Wire.ADD, Wire.MODIFY, Wire.CANCEL, Wire.TRADE), kinds.keySet());
        assertTrue(kinds.values().stream().allMatch(count -> count > 500), kinds::toString);
    }

    @Test
    void anUnknownMessageIsRefused() {
        try (Arena arena = Arena.ofConfined();
                PooledHandler pooled = new PooledHandler(1)) {
            MemorySegment feed = arena.allocate(Wire.LENGTH, 8);
            for (Handler handler : List.of(pooled, new FreshHandler())) {
                assertThrows(IllegalArgumentException.class,
                        () -> handler.packet(feed, 0, Wire.LENGTH));
            }
        }
    }

    @Test
    void onlySafepointsOfTheCollectorInTheMeasuredTimeCount() {
        Pauses pauses = Pauses.read(List.of(
                "[99ns] Safepoint \"G1CollectForAllocation\", Time: 7 ns, Total:  1000 ns, T",
                "[100ns] Safepoint \"G1CollectForAllocation\", Time: 7 ns, Total:  2000 ns, T",
                "[150ns] Safepoint \"ZMarkEndYoung\", Time: 7 ns, Total:  500 ns, T",
                "[150ns] Safepoint \"ThreadDump\", Time: 7 ns, Total:  9000 ns, T"), 100, 200);
        assertEquals(new Pauses(2, 2500, 2000), pauses);
    }
}
