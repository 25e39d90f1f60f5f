// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The figures are exact when nothing is under way, and always a partition. */
@Timeout(120)
@ParameterizedClass
@MethodSource("dev.tidepool.spanalloc.Setting#all")
class AllocatorStatsTest extends AllocatorContract {

    private SpanStats.SizeClass row(int id) {
        return allocator.stats().sizeClasses().stream()
                .filter(row -> row.id() == id)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row for class " + id));
    }

    @Test
    void aNewAllocatorHoldsNothing() {
        try (SpanAllocator fresh = setting.open()) {
            SpanStats stats = Accounts.assertExact(fresh);
            assertEquals(0, stats.live());
            assertEquals(0, stats.liveBlocks());
            assertEquals(0, stats.limits().failures());
            assertEquals(Long.MAX_VALUE, stats.limits().soft());
            assertEquals(Long.MAX_VALUE, stats.limits().hard());
            assertTrue(stats.detections().values().stream().allMatch(count -> count == 0));
            assertEquals(setting.profile(), stats.profile());
        }
    }

    @Test
    void everyBlockIsCountedWithTheBytesAskedFor() {
        List<MemorySegment> blocks = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < 300; i++) {
            long size = i * 211L;
            blocks.add(allocator.allocate(size, 8));
            bytes += size;
            if (i % 20 == 0) {
                Accounts.assertLive(allocator, blocks.size(), bytes);
            }
        }
        while (!blocks.isEmpty()) {
            MemorySegment block = blocks.removeLast();
            allocator.free(block);
            bytes -= block.byteSize();
            if (blocks.size() % 20 == 0) {
                Accounts.assertLive(allocator, blocks.size(), bytes);
            }
        }
    }

    @Test
    void addressesAreCountedAsBlocksAre() {
        List<Long> addresses = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            addresses.add(allocator.allocateAddress(100));
        }
        Accounts.assertLive(allocator, 100, 10_000);
        addresses.forEach(allocator::freeAddress);
        Accounts.assertLive(allocator, 0, 0);
    }

    @Test
    void blocksOfOtherThreadsAreCounted() throws Throwable {
        try (Elsewhere.Worker idle = Elsewhere.PLATFORM.worker()) {
            MemorySegment theirs = idle.call(() -> allocator.allocate(100, 8));
            Accounts.assertLive(allocator, 1, 100);
            MemorySegment second = idle.call(() -> allocator.allocate(50, 8));
            Accounts.assertLive(allocator, 2, 150);
            allocator.free(theirs);
            Accounts.assertLive(allocator, 1, 50);
            idle.run(() -> allocator.free(second));
            Accounts.assertLive(allocator, 0, 0);
        }
    }

    @Test
    void aClassCountsWhatItServed() {
        MemorySegment first = allocator.allocate(5000, 8);
        int id = allocator.stats().sizeClasses().stream()
                .filter(row -> row.liveBlocks() == 1)
                .findFirst()
                .orElseThrow()
                .id();
        SpanStats.SizeClass before = row(id);
        assertEquals(5000, before.live());
        assertTrue(before.slotSize() >= 5000 || id == 0, () -> "row: " + before);
        assertTrue(before.spans() > 0 && before.slots() > 0, () -> "row: " + before);
        long large = id == 0 ? 0 : allocationsOf(0);
        for (int i = 0; i < 500; i++) {
            allocator.free(allocator.allocate(5000, 8));
        }
        large = id == 0 ? 0 : allocationsOf(0) - large; // those that were guarded
        assertEquals(before.allocations() + 500, row(id).allocations() + large);
        assertEquals(before.frees() + 500, row(id).frees() + large);
        allocator.free(first);
        assertEquals(0, row(id).liveBlocks());
    }

    private long allocationsOf(int id) {
        return allocator.stats().sizeClasses().stream()
                .filter(row -> row.id() == id)
                .mapToLong(SpanStats.SizeClass::allocations)
                .sum();
    }

    @Test
    void largeBlocksAreClassZero() {
        MemorySegment block = allocator.allocate(100_000, 8);
        SpanStats.SizeClass row = row(0);
        assertEquals(1, row.liveBlocks());
        assertEquals(100_000, row.live());
        assertEquals(0, row.slotSize());
        allocator.free(block);
        assertEquals(row.frees() + 1, row(0).frees());
    }

    @Test
    void spansMadeAndNotReturnedAreAlive() {
        List<MemorySegment> blocks = new ArrayList<>();
        for (long size = 1; size < 1 << 20; size = size * 5 / 3 + 1) {
            blocks.add(allocator.allocate(size, 8));
        }
        for (int round = 0; round < 3; round++) {
            for (SpanStats.SizeClass row : allocator.stats().sizeClasses()) {
                assertEquals(row.spans(), row.spansMade() - row.spansReturned(),
                        () -> "row: " + row);
            }
            if (round == 0) {
                blocks.forEach(allocator::free);
            } else {
                allocator.trim();
            }
        }
    }

    @Test
    void everyBlockOfAnyClassIsCountedForEver() {
        long before = counted(SpanStats.SizeClass::allocations);
        long freed = counted(SpanStats.SizeClass::frees);
        int count = 0;
        for (int round = 0; round < 4; round++) {
            for (long size = 1; size < 1 << 21; size = size * 5 / 3 + 1) {
                allocator.free(allocator.allocate(size, 8));
                count++;
            }
            allocator.trim();
        }
        assertEquals(before + count, counted(SpanStats.SizeClass::allocations), "allocations");
        assertEquals(freed + count, counted(SpanStats.SizeClass::frees), "frees");
    }

    private long counted(ToLongFunction<SpanStats.SizeClass> count) {
        return allocator.stats().sizeClasses().stream().mapToLong(count).sum();
    }

    @Test
    void roundingIsWhatBlocksHaveTooMuch() {
        if (setting.plain()) {
            long before = allocator.stats().rounding();
            MemorySegment small = allocator.allocate(100, 1);
            MemorySegment large = allocator.allocate(100_000, 1);
            long expected = allocator.usableSize(small) + allocator.usableSize(large) - 100_100;
            assertEquals(before + expected, allocator.stats().rounding());
            allocator.free(small);
            allocator.free(large);
            assertEquals(before, allocator.stats().rounding());
        }
    }

    @Test
    void thePartsAddUpWhileThreadsAreAtWork() throws Throwable {
        var done = new AtomicBoolean();
        Elsewhere.PLATFORM.together(3, thread -> {
            if (thread < 2) {
                try {
                    churn(new Random(thread));
                } finally {
                    done.set(true);
                }
            } else {
                for (int i = 0; !done.get() || i < 50; i++) {
                    SpanStats stats = Accounts.assertPartition(allocator);
                    assertFalse(stats.toText().isEmpty());
                    assertTrue(stats.liveBlocks() >= 0, () -> "live blocks: " + stats);
                }
            }
        });
    }

    private void churn(Random random) {
        List<MemorySegment> held = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (held.size() < 100) {
                long size = random.nextInt(200) == 0 ? 200_000 : random.nextInt(4000);
                held.add(allocator.allocateUninitialized(size, 8));
            } else {
                allocator.free(held.remove(random.nextInt(held.size())));
            }
        }
        held.forEach(allocator::free);
    }

    @Test
    void residentMemoryNeverExceedsItsPeak() {
        long peak = 0;
        for (int i = 0; i < 20; i++) {
            MemorySegment block = allocator.allocate(1L << 16 + i % 5, 8);
            SpanStats stats = Accounts.assertExact(allocator);
            assertTrue(stats.peakResident() >= peak, "the peak fell");
            assertTrue(stats.peakResident() >= stats.resident(), () -> "peak: " + stats);
            assertTrue(stats.resident() >= stats.live(), () -> "live but not resident: " + stats);
            peak = stats.peakResident();
            allocator.free(block);
        }
    }
}
