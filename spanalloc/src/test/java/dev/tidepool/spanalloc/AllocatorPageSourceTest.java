// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an allocator asks of its page source, and that its figures agree with what was done. */
@ExtendWith(RefusedMemory.class)
@Timeout(120)
@ParameterizedClass
@EnumSource(Profile.class)
class AllocatorPageSourceTest {
    @Parameter
    Profile profile;

    private SpanAllocator over(PageSource source) {
        return SpanAllocator.builder()
                .profile(profile)
                .pageSource(source)
                .backgroundScavenger(false)
                .build();
    }

    private static void assertAgrees(ScriptedPageSource source, SpanAllocator allocator) {
        SpanStats stats = Accounts.assertExact(allocator);
        source.assertContractKept();
        assertEquals(source.reservedBytes(), stats.reserved(), () -> "reserved: " + stats);
        assertEquals(source.residentBytes(), stats.resident(), () -> "resident: " + stats);
    }

    private void history(ScriptedPageSource source, SpanAllocator allocator, Random random) {
        var live = new LiveBlocks();
        for (int i = 0; i < 1500; i++) {
            if (live.isEmpty() || random.nextInt(100) < 55) {
                int kind = random.nextInt(20);
                long size = random.nextInt(kind == 0 ? 1 << 21 : kind < 5 ? 40_000 : 2000);
                MemorySegment block = allocator.allocate(size, 1L << random.nextInt(14));
                source.assertUsable(block);
                Bytes.assertZero(block);
                live.add(block);
            } else {
                allocator.free(live.removeAny(random));
            }
            if (i % 100 == 99) {
                assertAgrees(source, allocator);
            }
            if (i % 300 == 299) {
                allocator.trim();
                assertAgrees(source, allocator);
            }
        }
        live.freeAll(allocator);
        allocator.trim();
        assertAgrees(source, allocator);
        assertEquals(0, source.residentBytes(), "resident after a trim");
    }

    @Test
    void theSystemsPagesAreUsedAsTheContractSays() {
        ScriptedPageSource source = ScriptedPageSource.overSystem();
        try (SpanAllocator allocator = over(source)) {
            history(source, allocator, new Random(1));
        }
        source.assertContractKept();
    }

    @ParameterizedTest
    @ValueSource(longs = {4096, 8192, 16_384, 65_536, 1 << 21})
    void pagesOfAnySizeWillDo(long pageSize) {
        ScriptedPageSource source = ScriptedPageSource.withPages(pageSize);
        try (SpanAllocator allocator = over(source)) {
            history(source, allocator, new Random(pageSize));
        }
        source.assertContractKept();
    }

    @ParameterizedTest
    @ValueSource(longs = {4096, 16_384})
    void decayKeepsTheContractToo(long pageSize) {
        ScriptedPageSource source = ScriptedPageSource.withPages(pageSize);
        try (SpanAllocator allocator = SpanAllocator.builder()
                .profile(profile)
                .pageSource(source)
                .decay(Duration.ZERO)
                .softLimit(8 << 20)
                .backgroundScavenger(false)
                .build()) {
            var live = new LiveBlocks();
            var random = new Random(3);
            for (int i = 0; i < 3000; i++) {
                if (live.count() < 60 && random.nextBoolean() || live.isEmpty()) {
                    MemorySegment block = allocator.allocate(random.nextInt(150_000), 8);
                    source.assertUsable(block);
                    Bytes.assertZero(block);
                    live.add(block);
                } else {
                    allocator.free(live.removeAny(random));
                }
                if (i % 50 == 0) {
                    allocator.scavenge();
                    assertAgrees(source, allocator);
                }
            }
            live.freeAll(allocator);
        }
        source.assertContractKept();
    }

    @Test
    void threadsTogetherKeepTheContract() throws Throwable {
        ScriptedPageSource source = ScriptedPageSource.overSystem();
        try (SpanAllocator allocator = over(source)) {
            Elsewhere.PLATFORM.together(3, thread -> {
                var random = new Random(thread);
                List<MemorySegment> held = new ArrayList<>();
                for (int i = 0; i < 2000; i++) {
                    MemorySegment block = allocator.allocate(random.nextInt(50_000), 8);
                    source.assertUsable(block);
                    Bytes.mark(block, i);
                    held.add(block);
                    if (held.size() > 60) {
                        allocator.free(held.remove(random.nextInt(60)));
                    }
                    if (i % 200 == 199) {
                        allocator.trim();
                    }
                }
                held.forEach(allocator::free);
            });
            assertAgrees(source, allocator);
        }
        source.assertContractKept();
    }

    @Test
    void closingUnmapsEverything() {
        ScriptedPageSource source = ScriptedPageSource.overSystem();
        SpanAllocator allocator = over(source);
        allocator.allocate(1000, 8);
        allocator.allocate(70 << 20, 8);
        assertTrue(source.reservedBytes() > 70 << 20);
        allocator.close();
        assertEquals(0, source.reservedBytes(), "still mapped");
    }

    @Test
    void nothingIsMappedBeforeItIsNeeded() {
        ScriptedPageSource source = ScriptedPageSource.overSystem();
        try (SpanAllocator allocator = over(source)) {
            assertEquals(0, source.residentBytes());
            allocator.free(allocator.allocate(1, 1));
            assertTrue(source.residentBytes() <= 8 << 20,
                    () -> "one byte took " + source.residentBytes());
        }
    }

    @Test
    void aRequestAsLargeAsARegionGoesBackAtOnceOrAtATrim() {
        ScriptedPageSource source = ScriptedPageSource.overSystem();
        try (SpanAllocator allocator = over(source)) {
            for (int i = 0; i < 5; i++) {
                MemorySegment block = allocator.allocate(100 << 20, 8);
                source.assertUsable(block);
                allocator.free(block);
                allocator.trim();
                assertAgrees(source, allocator);
                assertEquals(0, source.residentBytes());
            }
            assertTrue(source.reservedBytes() < 400 << 20,
                    () -> "five in turn took " + source.reservedBytes());
        }
    }

    /** A call of the system may take long: nobody else waits for it. */
    @Test
    void anAllocationDoesNotWaitForAnotherThreadsCall() throws Throwable {
        for (var operation : List.of(
                ScriptedPageSource.Operation.COMMIT, ScriptedPageSource.Operation.RELEASE)) {
            ScriptedPageSource source = ScriptedPageSource.overSystem();
            var stuck = new CountDownLatch(1);
            var done = new CountDownLatch(1);
            try (SpanAllocator allocator = over(source)) {
                MemorySegment old = allocator.allocate(4 << 20, 8);
                allocator.free(old);
                Thread main = Thread.currentThread();
                source.before(asked -> {
                    if (asked == operation && Thread.currentThread() != main) {
                        stuck.countDown();
                        await(done);
                    }
                });
                Thread slow = Thread.ofPlatform().daemon().start(() -> {
                    MemorySegment block = allocator.allocate(30 << 20, 8);
                    allocator.free(block);
                    allocator.trim();
                });
                stuck.await();
                List<MemorySegment> blocks = new ArrayList<>();
                for (int i = 0; i < 2000; i++) {
                    blocks.add(allocator.allocate(1 + i * 7L, 8));
                }
                blocks.forEach(allocator::free);
                assertTrue(slow.isAlive());
                Accounts.assertPartition(allocator);
                done.countDown();
                slow.join();
                allocator.trim();
                assertAgrees(source, allocator);
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
