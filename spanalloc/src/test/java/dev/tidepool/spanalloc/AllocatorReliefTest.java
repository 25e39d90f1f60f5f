// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.ScriptedPageSource.Operation;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Memory that is free, but at the moment out of reach, is got before an allocation fails. */
@ExtendWith(RefusedMemory.class)
@Timeout(60)
class AllocatorReliefTest {
    private static final long LIMIT = 8 << 20;

    private static SpanAllocator.Builder builder() {
        return SpanAllocator.builder().backgroundScavenger(false).onLeak(leak -> {});
    }

    @Test
    void whoWouldFailWaitsForAReleaseUnderWay() throws Exception {
        var releasing = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        var first = new AtomicBoolean(true);
        ScriptedPageSource source = ScriptedPageSource.overSystem();
        source.before(operation -> {
            if (operation == Operation.RELEASE && first.getAndSet(false)) {
                releasing.countDown();
                await(mayEnd);
            }
        });
        try (SpanAllocator allocator = builder().pageSource(source).hardLimit(LIMIT).build()) {
            allocator.freeAddress(allocator.allocateAddress(6 << 20));
            Thread trimmer = Thread.ofPlatform().start(allocator::trim);
            releasing.await();
            var claim = new FutureTask<>(() -> allocator.allocateAddress(5 << 20));
            Thread claimer = Thread.ofPlatform().start(claim);
            while (claimer.isAlive() && claimer.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            mayEnd.countDown();
            allocator.freeAddress(claim.get());
            trimmer.join();
            source.assertContractKept();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HARDENED", "DEBUG"})
    void blocksInQuarantineServeAtTheLimit(Profile profile) {
        for (long limit = 1 << 20; limit <= LIMIT; limit *= 2) {
            try (SpanAllocator allocator = builder().profile(profile).hardLimit(limit).build()) {
                long count = limit * 8 / 10 / 1024;
                List<MemorySegment> blocks = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    blocks.add(allocator.allocate(1000, 8));
                }
                blocks.forEach(allocator::free);
                for (int i = 0; i < count / 2; i++) {
                    allocator.allocate(2000, 8);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"THROUGHPUT", "BALANCED", "LOW_MEMORY"})
    void aThreadThatOnlyFreesKeepsLittle(Profile profile) throws Throwable {
        try (SpanAllocator allocator = builder().profile(profile).build();
                Elsewhere.Worker consumer = Elsewhere.PLATFORM.worker()) {
            List<Long> blocks = new ArrayList<>();
            for (int i = 0; i < 40_000; i++) {
                blocks.add(allocator.allocateAddress(64 + i % 8 * 64));
            }
            consumer.run(() -> {
                allocator.allocateAddress(8);
                blocks.forEach(allocator::freeAddress);
            });
            allocator.trim();
            long resident = allocator.stats().resident();
            assertTrue(resident <= 1 << 20, () -> resident + " bytes stay");
        }
    }

    @Test
    void theErrorTellsHowMuchIsLive() {
        try (SpanAllocator allocator = builder().hardLimit(LIMIT).build()) {
            for (int i = 0; i < 1000; i++) {
                allocator.allocateAddress(1000);
            }
            allocator.allocateAddress(100_000);
            var e = assertThrows(OffHeapMemoryError.class, () -> allocator.allocate(LIMIT, 8));
            assertEquals(1000 * 1024 + 13 * 8192, e.liveBytes());
            Refusals.assertSays(e, e.liveBytes() + " bytes live", "hard limit " + LIMIT);
        }
    }

    @Test
    void whoeverFreesDuringCloseIsToldThatItIsClosed() throws Exception {
        for (int round = 0; round < 20; round++) {
            SpanAllocator allocator = builder().build();
            var started = new CountDownLatch(1);
            var work = new FutureTask<>(() -> {
                for (int i = 0; true; i++) {
                    allocator.freeAddress(allocator.allocateAddress(64));
                    if (i == 1000) {
                        started.countDown();
                    }
                }
            });
            Thread.ofPlatform().daemon().start(work);
            started.await();
            allocator.close();
            Throwable end = assertThrows(Exception.class, work::get).getCause();
            assertEquals(IllegalStateException.class, end.getClass(), end::toString);
        }
    }
}
