// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Blocks travel between threads of all kinds, and threads die. */
@Timeout(120)
@ParameterizedClass
@MethodSource("dev.tidepool.spanalloc.Setting#all")
class AllocatorThreadsTest extends AllocatorContract {
    private static final long REGION = 64 << 20;

    private record Parcel(MemorySegment block, long stamp) {}

    @Test
    void aBlockIsFreedByAnyThread() throws Throwable {
        for (Elsewhere elsewhere : Elsewhere.values()) {
            for (long size : new long[] {0, 1, 64, 1000, 32_768, 100_000}) {
                MemorySegment mine = allocator.allocate(size, 8);
                elsewhere.run(() -> allocator.free(mine));
                Accounts.assertLive(allocator, 0, 0);
                List<MemorySegment> theirs = new ArrayList<>();
                elsewhere.run(() -> theirs.add(allocator.allocate(size, 8)));
                allocator.free(theirs.getFirst());
                Accounts.assertLive(allocator, 0, 0);
            }
        }
    }

    @Test
    void memoryThatOthersFreedIsUsedAgain() throws Throwable {
        for (int round = 0; round < 40; round++) {
            List<MemorySegment> blocks = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                blocks.add(allocator.allocateUninitialized(1000, 8));
            }
            Elsewhere.PLATFORM.run(() -> blocks.forEach(allocator::free));
        }
        long reserved = allocator.stats().reserved();
        assertTrue(reserved <= 2 * REGION, () -> "40 times a megabyte took " + reserved);
    }

    @Test
    void manyShortThreadsLeaveNothing() throws Throwable {
        for (int generation = 0; generation < 80; generation++) {
            Elsewhere.PLATFORM.together(4, thread -> {
                List<MemorySegment> blocks = new ArrayList<>();
                for (long size = 16; size <= 32_768; size = size * 3 / 2) {
                    blocks.add(allocator.allocateUninitialized(size, 8));
                }
                blocks.forEach(allocator::free);
            });
        }
        SpanStats stats = Accounts.assertExact(allocator);
        assertEquals(0, stats.liveBlocks());
        assertTrue(stats.reserved() <= 2 * REGION, () -> "320 threads left " + stats);
    }

    @Test
    void blocksOutliveTheirThreads() throws Throwable {
        Queue<Parcel> parcels = new ConcurrentLinkedQueue<>();
        long bytes = 0;
        for (int generation = 0; generation < 200; generation++) {
            int stamp = generation;
            long size = 1 + generation * 37L % 5000;
            Elsewhere.values()[generation % 2].together(2, thread -> {
                MemorySegment block = allocator.allocate(size, 8);
                Bytes.stamp(block, stamp);
                parcels.add(new Parcel(block, stamp));
                allocator.free(allocator.allocate(size, 8));
            });
            bytes += 2 * size;
        }
        Accounts.assertLive(allocator, 400, bytes);
        for (Parcel parcel : parcels) {
            Bytes.assertStamped(parcel.block, parcel.stamp);
            allocator.free(parcel.block);
        }
    }

    @Test
    void manyVirtualThreadsPassBlocksOn() throws Throwable {
        Queue<Parcel> parcels = new ConcurrentLinkedQueue<>();
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 3000; i++) {
                int stamp = i;
                all.add(threads.submit(() -> {
                    MemorySegment block = allocator.allocate(1 + stamp * 13L % 3000, 8);
                    Bytes.assertZero(block);
                    Bytes.stamp(block, stamp);
                    parcels.add(new Parcel(block, stamp));
                    Thread.yield();
                    Parcel parcel = parcels.remove();
                    Bytes.assertStamped(parcel.block, parcel.stamp);
                    allocator.free(parcel.block);
                }));
            }
        }
        for (Future<?> one : all) {
            one.get();
        }
        SpanStats stats = Accounts.assertExact(allocator);
        assertTrue(stats.reserved() <= 2 * REGION, () -> "3000 threads left " + stats);
        assertTrue(stats.caches().size() < 500, () -> "caches: " + stats.caches().size());
    }

    @Test
    void producersHandStampedBlocksToConsumers() throws Throwable {
        BlockingQueue<List<Parcel>> queue = new ArrayBlockingQueue<>(8);
        int batches = setting.plain() ? 300 : 100;
        Elsewhere.PLATFORM.together(4, thread -> {
            for (int batch = 0; batch < batches; batch++) {
                if (thread % 2 == 0) {
                    queue.put(produce(new Random(thread * 1000L + batch)));
                } else {
                    for (Parcel parcel : queue.take()) {
                        Bytes.assertStamped(parcel.block, parcel.stamp);
                        allocator.free(parcel.block);
                    }
                }
            }
        });
        SpanStats stats = Accounts.assertExact(allocator);
        assertTrue(stats.reserved() <= 2 * REGION, () -> "queues of blocks took " + stats);
    }

    private List<Parcel> produce(Random random) {
        List<Parcel> batch = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            long size = 1 + random.nextInt(1 << 4 + random.nextInt(8));
            long stamp = random.nextInt();
            MemorySegment block = allocator.allocateUninitialized(size, 8);
            Bytes.stamp(block, stamp);
            batch.add(new Parcel(block, stamp));
        }
        return batch;
    }

    @Test
    void threadsExchangeBlocksOverSharedPlaces() throws Throwable {
        var places = new AtomicReferenceArray<Parcel>(200);
        Elsewhere.PLATFORM.together(3, thread -> {
            var random = new Random(thread);
            for (int i = 0; i < 4000; i++) {
                long size = random.nextInt(100) == 0 ? 50_000 : random.nextInt(2000);
                MemorySegment block = allocator.allocateUninitialized(size, 8);
                Bytes.stamp(block, i);
                Parcel old = places.getAndSet(random.nextInt(200), new Parcel(block, i));
                if (old != null) {
                    Bytes.assertStamped(old.block, old.stamp);
                    allocator.free(old.block);
                }
            }
        });
        for (int i = 0; i < places.length(); i++) {
            if (places.get(i) != null) {
                Bytes.assertStamped(places.get(i).block, places.get(i).stamp);
                allocator.free(places.get(i).block);
            }
        }
    }

    @Test
    void anInterruptedThreadIsServedAndStaysInterrupted() throws Throwable {
        for (Elsewhere elsewhere : Elsewhere.values()) {
            elsewhere.run(() -> {
                Thread.currentThread().interrupt();
                MemorySegment small = allocator.allocate(100, 8);
                MemorySegment large = allocator.allocate(1 << 20, 8);
                allocator.free(small);
                allocator.free(large);
                allocator.trim();
                assertTrue(Thread.interrupted());
            });
        }
    }
}
