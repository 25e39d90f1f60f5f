// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Once closed, an allocator answers nothing, and its blocks cannot be touched. */
@ExtendWith(RefusedMemory.class)
@Timeout(120)
@ParameterizedClass
@MethodSource("dev.tidepool.spanalloc.Setting#all")
class AllocatorCloseTest {
    private static final long[] SIZES = {1, 64, 1000, 32_768, 100_000, 1 << 21};

    @Parameter
    Setting setting;

    private static void assertGone(MemorySegment block) {
        assertFalse(block.scope().isAlive(), "alive");
        assertThrows(IllegalStateException.class, () -> block.get(JAVA_BYTE, 0));
        assertThrows(IllegalStateException.class, () -> block.set(JAVA_BYTE, 0, (byte) 1));
        assertThrows(IllegalStateException.class, () -> block.fill((byte) 1));
    }

    @Test
    void noBlockCanBeTouched() {
        List<MemorySegment> live = new ArrayList<>();
        List<MemorySegment> free = new ArrayList<>();
        try (SpanAllocator allocator = setting.open()) {
            for (long size : SIZES) {
                live.add(allocator.allocate(size, 8));
                live.add(allocator.allocateUninitialized(size, 4096));
                live.add(allocator.reallocate(allocator.allocate(size, 8), size * 2));
                free.add(allocator.allocate(size, 8));
            }
            free.forEach(allocator::free);
        }
        live.forEach(AllocatorCloseTest::assertGone);
        live.forEach(block -> assertGone(block.asSlice(0, 1)));
        free.forEach(AllocatorCloseTest::assertGone);
    }

    @Test
    void everyCallIsRefused() {
        SpanAllocator allocator = setting.open();
        MemorySegment block = allocator.allocate(100, 8);
        long address = allocator.allocateAddress(100);
        allocator.close();
        for (Executable call : new Executable[] {
            () -> allocator.allocate(100),
            () -> allocator.allocate(0, 1),
            () -> allocator.allocate(1 << 20, 8),
            () -> allocator.allocate(Long.MAX_VALUE, 8),
            () -> allocator.allocateUninitialized(100, 8),
            () -> allocator.allocateAddress(100),
            () -> allocator.allocateFrom("ebb"),
            () -> allocator.free(block),
            () -> allocator.freeAddress(address),
            () -> allocator.freeAddress(8),
            () -> allocator.reallocate(block, 200),
            () -> allocator.reallocate(block, 100),
            () -> allocator.usableSize(block),
            allocator::stats,
            allocator::trim,
            allocator::scavenge,
            allocator::heapMapHtml
        }) {
            Refusals.assertSays(assertThrows(IllegalStateException.class, call), "closed");
        }
    }

    @Test
    void everyThreadIsRefused() throws Throwable {
        SpanAllocator allocator = setting.open();
        try (Elsewhere.Worker worker = Elsewhere.PLATFORM.worker()) {
            MemorySegment block = worker.call(() -> allocator.allocate(64, 8));
            worker.run(() -> allocator.free(allocator.allocate(64, 8)));
            allocator.close();
            worker.run(() -> {
                assertThrows(IllegalStateException.class, () -> allocator.allocate(64, 8));
                assertThrows(IllegalStateException.class, () -> allocator.allocateAddress(64));
                assertThrows(IllegalStateException.class, () -> allocator.free(block));
            });
        }
        Elsewhere.VIRTUAL.run(() -> assertThrows(
                IllegalStateException.class, () -> allocator.allocate(64, 8)));
    }

    @Test
    void badArgumentsAreStillSaidFirst() {
        SpanAllocator allocator = setting.open();
        allocator.close();
        assertThrows(IllegalArgumentException.class, () -> allocator.allocate(-1, 8));
        assertThrows(IllegalArgumentException.class, () -> allocator.allocate(8, 3));
        assertThrows(IllegalArgumentException.class, () -> allocator.allocateAddress(-1));
        assertThrows(IllegalArgumentException.class, () -> allocator.reallocate(null, -1));
    }

    @Test
    void closingTwiceIsClosingOnce() {
        SpanAllocator allocator = setting.open();
        allocator.allocate(64, 8);
        allocator.close();
        assertDoesNotThrow(allocator::close);
        assertDoesNotThrow(allocator::toString);
        SpanAllocator unused = setting.open();
        unused.close();
        assertDoesNotThrow(unused::close);
    }

    @Test
    void severalThreadsMayCloseAtOnce() throws Throwable {
        for (int round = 0; round < 20; round++) {
            SpanAllocator allocator = setting.open();
            MemorySegment block = allocator.allocate(64, 8);
            Elsewhere.PLATFORM.together(3, thread -> allocator.close());
            assertGone(block);
        }
    }

    @Test
    void whoeverIsAtWorkMeanwhileIsRefusedFromThenOn() throws Throwable {
        for (int round = 0; round < 10; round++) {
            SpanAllocator allocator = setting.open();
            var atWork = new CountDownLatch(3);
            var refused = new AtomicInteger();
            Elsewhere.values()[round % 2].together(4, thread -> {
                if (thread == 3) {
                    atWork.await();
                    allocator.close();
                } else {
                    try {
                        workUntilRefused(allocator, thread, atWork);
                    } catch (IllegalStateException e) {
                        refused.incrementAndGet();
                    }
                }
            });
            assertEquals(3, refused.get(), "threads refused");
            assertThrows(IllegalStateException.class, () -> allocator.allocate(8, 8));
        }
    }

    private static void workUntilRefused(
            SpanAllocator allocator, int thread, CountDownLatch atWork) {
        List<MemorySegment> held = new ArrayList<>();
        for (int i = 0; true; i++) {
            long size = i * 97L % 5000 + (thread == 2 ? 40_000 : 1);
            MemorySegment block = allocator.allocate(size, 8);
            block.fill((byte) i);
            held.add(block);
            if (held.size() > 50) {
                allocator.free(held.remove(i * 31 % held.size()));
            }
            if (i == 200) {
                atWork.countDown();
            }
            if (i % 16 == 0) {
                Thread.yield(); // virtual threads share few carriers
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {64, 1000, 100_000, (64 << 20) + 1})
    void whileASystemCallUsesABlockClosingIsRefusedAndWorksLater(long size) throws Throwable {
        SpanAllocator allocator = setting.open();
        MemorySegment used = allocator.allocate(size, 8);
        MemorySegment other = allocator.allocate(size, 8);
        Pipe pipe = Pipe.open();
        var reader = new FutureTask<Integer>(() -> pipe.source().read(used.asByteBuffer()));
        Thread thread = Thread.ofPlatform().daemon().start(reader);
        Elsewhere.awaitRead(thread);
        assertThrows(IllegalStateException.class, allocator::close);
        assertTrue(used.scope().isAlive(), "alive");
        allocator.free(allocator.allocate(size, 8));
        pipe.sink().write(ByteBuffer.wrap(new byte[] {42}));
        assertEquals(1, reader.get());
        assertEquals(42, used.get(JAVA_BYTE, 0));
        allocator.free(other);
        allocator.close();
        assertGone(used);
        pipe.sink().close();
        pipe.source().close();
    }

    @Test
    void allocatorsAreIndependent() {
        try (SpanAllocator survivor = setting.open()) {
            MemorySegment block = survivor.allocate(1000, 8);
            Bytes.stamp(block, 1);
            try (SpanAllocator other = setting.open()) {
                other.free(other.allocate(1000, 8));
                other.allocate(1000, 8);
            }
            Bytes.assertStamped(block, 1);
            survivor.free(block);
            survivor.free(survivor.allocate(1000, 8));
            Accounts.assertLive(survivor, 0, 0);
        }
    }

    @Test
    void noThreadIsLeft() throws Exception {
        int before = Thread.activeCount();
        for (int i = 0; i < 20; i++) {
            try (SpanAllocator allocator = SpanAllocator.builder()
                    .profile(setting.profile()).backgroundScavenger(true).build()) {
                allocator.free(allocator.allocate(100, 8));
            }
        }
        for (int waits = 0; Thread.activeCount() > before + 2 && waits < 1000; waits++) {
            Thread.sleep(5);
        }
        assertTrue(Thread.activeCount() <= before + 2, "threads left by closed allocators");
    }
}
