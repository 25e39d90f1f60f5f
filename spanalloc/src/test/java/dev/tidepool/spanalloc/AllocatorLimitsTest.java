// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The hard limit is never passed; the soft limit makes an allocator give back first. */
@ExtendWith(RefusedMemory.class)
@Timeout(120)
@ParameterizedClass
@MethodSource("dev.tidepool.spanalloc.Setting#onSystem")
class AllocatorLimitsTest {
    private static final long LIMIT = 24 << 20;

    @Parameter
    Setting setting;

    private SpanAllocator hard() {
        return setting.builder().hardLimit(LIMIT).build();
    }

    private static void assertWithin(long limit, SpanAllocator allocator) {
        SpanStats stats = Accounts.assertPartition(allocator);
        assertTrue(stats.resident() <= limit, () -> "past " + limit + ": " + stats);
        assertTrue(stats.peakResident() <= limit, () -> "was past " + limit + ": " + stats);
    }

    /** Allocates until the limit answers, looking after each step. */
    private static List<MemorySegment> fill(SpanAllocator allocator, long size) {
        List<MemorySegment> blocks = new ArrayList<>();
        while (true) {
            try {
                blocks.add(allocator.allocate(size, 8));
            } catch (OffHeapMemoryError e) {
                assertEquals(size, e.askedBytes());
                Refusals.assertSays(e, "limit", "" + LIMIT);
                assertTrue(e.residentBytes() <= LIMIT, e::getMessage);
                return blocks;
            }
            if (size > 10_000 || blocks.size() % 1024 == 0) { // a look at the figures walks all
                assertWithin(LIMIT, allocator);
            }
        }
    }

    @Test
    void theLimitsAreReported() {
        try (SpanAllocator allocator =
                setting.builder().hardLimit(LIMIT).softLimit(LIMIT / 2).build()) {
            assertEquals(LIMIT, allocator.stats().limits().hard());
            assertEquals(LIMIT / 2, allocator.stats().limits().soft());
        }
    }

    @Test
    void theHardLimitIsNeverPassed() {
        for (long size : new long[] {300, 1000, 8192, 32_768, 100_000, 1 << 20}) {
            try (SpanAllocator allocator = hard()) {
                List<MemorySegment> blocks = fill(allocator, size);
                assertWithin(LIMIT, allocator);
                long live = blocks.size() * size;
                assertTrue(live > LIMIT / 2, () -> "only " + live + " bytes fit, size " + size);
                Accounts.assertLive(allocator, blocks.size(), live);
                SpanStats.Limits limits = allocator.stats().limits();
                assertTrue(limits.hardHits() > 0 && limits.failures() > 0, limits::toString);
            }
        }
    }

    @Test
    void aSmallerRequestWorksAfterARefusal() {
        try (SpanAllocator allocator = hard()) {
            List<MemorySegment> blocks = new ArrayList<>();
            for (long size = 16 << 20; size >= 1 << 20; size /= 2) {
                long asked = size;
                List<MemorySegment> fitting = fill(allocator, size);
                assertThrows(OffHeapMemoryError.class, () -> allocator.allocate(asked, 8));
                assertWithin(LIMIT, allocator);
                blocks.addAll(fitting);
            }
            assertTrue(blocks.size() >= 2, () -> "only " + blocks.size() + " blocks fit");
            blocks.forEach(allocator::free);
            Accounts.assertLive(allocator, 0, 0);
        }
    }

    @Test
    void whatWasFreedServesOtherSizes() {
        try (SpanAllocator allocator = hard()) {
            for (long size : new long[] {500, 30_000, 1 << 20, 5000, 200_000, 1000}) {
                List<MemorySegment> blocks = fill(allocator, size);
                long live = blocks.size() * size;
                assertTrue(live > LIMIT / 2, () -> "only " + live + " bytes fit, size " + size);
                blocks.forEach(allocator::free);
                Accounts.assertLive(allocator, 0, 0);
            }
        }
    }

    /** One in a hundred is too little for a span to be looked at, unless there is nothing else. */
    @Test
    void aFewBlocksFreedElsewhereServeAtTheLimit() throws Throwable {
        assumeTrue(setting.plain(), "freed blocks wait in the quarantine");
        for (long size : new long[] {64, 500}) {
            try (SpanAllocator allocator = hard()) {
                List<MemorySegment> blocks = fill(allocator, size);
                List<MemorySegment> freed = new ArrayList<>();
                for (int i = 50; i < blocks.size(); i += 100) {
                    freed.add(blocks.get(i));
                }
                Elsewhere.PLATFORM.run(() -> freed.forEach(allocator::free));
                freed.forEach(block -> allocator.allocate(size, 8));
            }
        }
    }

    @Test
    void oneTooLargeBlockIsRefusedAtOnce() {
        try (SpanAllocator allocator = hard()) {
            Refusals.assertTooMuch(LIMIT + 1, () -> allocator.allocate(LIMIT + 1));
            Refusals.assertTooMuch(10 * LIMIT, () -> allocator.allocateAddress(10 * LIMIT));
            MemorySegment block = allocator.allocate(1000, 8);
            Bytes.stamp(block, 1);
            Refusals.assertTooMuch(LIMIT, () -> allocator.reallocate(block, LIMIT));
            Bytes.assertStamped(block, 1);
            assertWithin(LIMIT, allocator);
            allocator.free(block);
        }
    }

    @Test
    void severalThreadsTogetherStayWithinTheHardLimit() throws Throwable {
        try (SpanAllocator allocator = hard()) {
            var atWork = new AtomicInteger(3);
            Elsewhere.PLATFORM.together(4, thread -> {
                if (thread == 3) {
                    while (atWork.get() > 0) {
                        assertWithin(LIMIT, allocator);
                    }
                } else {
                    try {
                        press(allocator, new Random(thread));
                    } finally {
                        atWork.decrementAndGet();
                    }
                }
            });
            assertWithin(LIMIT, allocator);
            Accounts.assertLive(allocator, 0, 0);
        }
    }

    private static void press(SpanAllocator allocator, Random random) {
        List<MemorySegment> held = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            try {
                MemorySegment block = allocator.allocateUninitialized(random.nextInt(60_000), 8);
                Bytes.mark(block, i);
                held.add(block);
            } catch (OffHeapMemoryError e) {
                held.subList(0, held.size() / 2).forEach(allocator::free);
                held.subList(0, held.size() / 2).clear();
            }
        }
        held.forEach(allocator::free);
    }

    @Test
    void theSoftLimitMakesTheAllocatorGiveBackFirst() {
        try (SpanAllocator allocator = setting.builder().softLimit(LIMIT).build()) {
            for (long size : new long[] {300, 20_000, 700, 1 << 20, 5000, 150_000, 200}) {
                List<MemorySegment> blocks = new ArrayList<>();
                for (long bytes = 0; bytes < LIMIT * 3 / 4; bytes += size) {
                    blocks.add(allocator.allocate(size, 8));
                }
                long resident = allocator.stats().resident();
                assertTrue(resident <= LIMIT * 6 / 5,
                        () -> "size " + size + ": resident " + resident + " of " + LIMIT);
                blocks.forEach(allocator::free);
            }
            SpanStats.Limits limits = allocator.stats().limits();
            assertTrue(limits.softHits() > 0 && limits.reliefs() > 0, limits::toString);
            assertEquals(0, limits.failures());
            assertTrue(allocator.stats().scavenger().bytes() > 0);
        }
    }

    @Test
    void theSoftLimitRefusesNothing() {
        try (SpanAllocator allocator = setting.builder().softLimit(LIMIT / 8).build()) {
            List<MemorySegment> blocks = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                blocks.add(allocator.allocate(20_000 + i * 10, 8));
            }
            assertTrue(allocator.stats().live() > LIMIT / 8);
            assertEquals(0, allocator.stats().limits().failures());
            blocks.forEach(allocator::free);
            Accounts.assertLive(allocator, 0, 0);
        }
    }

    @Test
    void portableMemoryIsLimitedToo() {
        var portable = new Setting(setting.profile(), Setting.Memory.PORTABLE);
        long limit = 80L << 20;
        try (SpanAllocator allocator = portable.builder().hardLimit(limit).build()) {
            List<MemorySegment> blocks = new ArrayList<>();
            assertThrows(OffHeapMemoryError.class, () -> {
                while (true) {
                    blocks.add(allocator.allocateUninitialized(1 << 20, 8));
                    assertWithin(limit, allocator);
                }
            });
            assertTrue(blocks.size() >= 32, () -> "only " + blocks.size() + " MiB fit");
            blocks.forEach(allocator::free);
            Accounts.assertLive(allocator, 0, 0);
        }
    }
}
