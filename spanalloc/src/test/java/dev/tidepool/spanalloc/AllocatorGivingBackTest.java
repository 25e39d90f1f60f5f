// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Memory goes back to the system: all of it by a trim, in time by itself. */
@ExtendWith(RefusedMemory.class)
@Timeout(120)
@ParameterizedClass
@MethodSource("dev.tidepool.spanalloc.Setting#onSystem")
class AllocatorGivingBackTest {
    private static final long MEGABYTE = 1 << 20;
    private static final int STEPS = 4000; // a bound, seconds long, for what takes milliseconds
    private static final long[] SIZES = {
        0, 16, 64, 100, 1000, 5000, 8192, 20_000, 32_768, 32_769, 100_000, 3_000_000
    };

    @Parameter
    Setting setting;

    private static List<MemorySegment> someOfEach(SpanAllocator allocator, int count) {
        List<MemorySegment> blocks = new ArrayList<>();
        for (long size : SIZES) {
            for (int i = 0; i < count; i++) {
                MemorySegment block = allocator.allocate(size, 8);
                Bytes.dirty(block);
                blocks.add(block);
            }
        }
        return blocks;
    }

    private static void assertNothingResident(SpanAllocator allocator) {
        SpanStats stats = Accounts.assertExact(allocator);
        assertEquals(0, stats.resident(), () -> "resident: " + stats);
    }

    @Test
    void aTrimWithNothingLiveGivesEverythingBack() {
        try (SpanAllocator allocator = setting.open()) {
            allocator.trim();
            for (int round = 0; round < 5; round++) {
                someOfEach(allocator, 20).forEach(allocator::free);
                allocator.trim();
                assertNothingResident(allocator);
            }
        }
    }

    @Test
    void aTrimTakesWhatOthersFreed() throws Throwable {
        try (SpanAllocator allocator = setting.open()) {
            for (Elsewhere elsewhere : Elsewhere.values()) {
                List<MemorySegment> blocks = someOfEach(allocator, 20);
                elsewhere.together(2, thread -> {
                    for (int i = thread; i < blocks.size(); i += 2) {
                        allocator.free(blocks.get(i));
                    }
                });
                allocator.trim();
                assertNothingResident(allocator);
            }
        }
    }

    @Test
    void aTrimTakesWhatDeadThreadsLeft() throws Throwable {
        try (SpanAllocator allocator = setting.open()) {
            for (Elsewhere elsewhere : Elsewhere.values()) {
                elsewhere.together(4,
                        thread -> someOfEach(allocator, 3).forEach(allocator::free));
                allocator.trim();
                assertNothingResident(allocator);
            }
        }
    }

    @Test
    void aTrimLeavesLiveBlocksAlone() {
        try (SpanAllocator allocator = setting.open()) {
            var live = new LiveBlocks();
            var random = new Random(1);
            for (int i = 0; i < 500; i++) {
                live.add(allocator.allocate(SIZES[i % 11], 8));
            }
            for (int i = 0; i < 400; i++) {
                allocator.free(live.removeAny(random));
            }
            allocator.trim();
            live.assertIntact();
            Accounts.assertLive(allocator, live.count(), live.bytes());
            live.freeAll(allocator);
            allocator.trim();
            assertNothingResident(allocator);
        }
    }

    @Test
    void memoryThatWasGivenBackIsZeroWhenItReturns() {
        try (SpanAllocator allocator = setting.open()) {
            for (int round = 0; round < 3; round++) {
                someOfEach(allocator, 4).forEach(allocator::free);
                allocator.trim();
                for (long size : SIZES) {
                    MemorySegment block = allocator.allocate(size, 8);
                    Bytes.assertZero(block);
                    Bytes.dirty(block);
                    allocator.free(block);
                }
            }
        }
    }

    @Test
    void sparseBlocksHoldLittleMore() {
        try (SpanAllocator allocator = setting.open()) {
            List<MemorySegment> kept = new ArrayList<>();
            List<MemorySegment> dropped = new ArrayList<>();
            for (int i = 0; i < 256; i++) {
                (i % 2 == 0 ? kept : dropped).add(allocator.allocate(65_536, 8));
            }
            dropped.forEach(allocator::free);
            allocator.trim();
            long live = kept.size() * 65_536L;
            SpanStats stats = allocator.stats();
            // Debugging puts a canary behind each block, which takes another page.
            assertTrue(stats.resident() <= live * 5 / 4, () -> "for " + live + ": " + stats);
            kept.forEach(allocator::free);
        }
    }

    @Test
    void freePagesAreGivenBackInTime() throws Exception {
        try (SpanAllocator allocator = setting.builder().decay(Duration.ofMillis(1)).build()) {
            someOfEach(allocator, 10).forEach(allocator::free);
            List<MemorySegment> blocks = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                blocks.add(allocator.allocate(MEGABYTE, 8));
            }
            blocks.forEach(allocator::free);
            long released = 0;
            long before = allocator.stats().scavenger().bytes();
            for (int i = 0; i < STEPS && allocator.stats().freeResident() > 0; i++) {
                released += allocator.scavenge();
                Accounts.assertExact(allocator);
                Thread.sleep(1);
            }
            assertEquals(0, allocator.stats().freeResident(), "free pages kept");
            assertEquals(before + released, allocator.stats().scavenger().bytes());
            assertTrue(allocator.stats().scavenger().ticks() > 0, "ticks");
        }
    }

    @Test
    void freePagesStayForTheDecayTime() {
        try (SpanAllocator allocator = setting.builder().decay(Duration.ofDays(365)).build()) {
            List<MemorySegment> blocks = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                blocks.add(allocator.allocate(MEGABYTE, 8));
            }
            blocks.forEach(allocator::free);
            long resident = allocator.stats().resident();
            for (int i = 0; i < 20; i++) {
                assertEquals(0, allocator.scavenge());
            }
            assertEquals(resident, allocator.stats().resident());
        }
    }

    @Test
    void withoutDecayPagesGoBackAtTheNextStep() throws Exception {
        try (SpanAllocator allocator = setting.builder().decay(Duration.ZERO).build()) {
            List<MemorySegment> blocks = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                blocks.add(allocator.allocate(MEGABYTE, 8));
            }
            blocks.forEach(allocator::free);
            for (int i = 0; i < STEPS && allocator.stats().freeResident() > 0; i++) {
                allocator.scavenge();
                Thread.sleep(1);
            }
            assertEquals(0, allocator.stats().freeResident(), "free pages kept");
        }
    }

    @Test
    void aThreadOfTheAllocatorGivesBackByItself() throws Exception {
        try (SpanAllocator allocator = setting.builder()
                .decay(Duration.ofMillis(1)).backgroundScavenger(true).build()) {
            List<MemorySegment> blocks = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                blocks.add(allocator.allocate(MEGABYTE, 8));
            }
            long peak = allocator.stats().resident();
            blocks.forEach(allocator::free);
            for (int i = 0; i < STEPS && allocator.stats().resident() > peak / 2; i++) {
                Thread.sleep(5);
            }
            assertTrue(allocator.stats().resident() <= peak / 2, "free pages kept");
            Accounts.assertPartition(allocator);
        }
    }

    @Test
    void portableMemoryIsTrimmedWithoutHarm() {
        var portable = new Setting(setting.profile(), Setting.Memory.PORTABLE);
        try (SpanAllocator allocator = portable.open()) {
            List<MemorySegment> blocks = someOfEach(allocator, 2);
            allocator.trim();
            assertEquals(0, allocator.scavenge());
            blocks.forEach(allocator::free);
            allocator.trim();
            Accounts.assertLive(allocator, 0, 0);
            assertEquals(0, allocator.stats().released());
        }
    }
}
