// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/**
 * A thread dies with blocks out, and while its cache is flushed two others free them: each block is
 * freed once, each span is in one place, and at the end no span is left.
 */
@Timeout(120)
class DeadThreadsTest {

    private static final int ROUNDS = 40;
    private static final int[] SIZES = {8, 96, 4096, 16_384};

    private final SpanAllocator allocator = SpanAllocator.builder().profile(Profile.LOW_MEMORY)
            .backgroundScavenger(false).build();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private Thread start(Runnable body) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                body.run();
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
        });
    }

    private void join(Thread... threads) throws Throwable {
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private static void meet(CyclicBarrier line) {
        try {
            line.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    @RepeatedTest(5)
    void whatTheDeadHadOutIsFreedWhileTheirCachesAreFlushed() throws Throwable {
        long seed = System.nanoTime();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                round(new SplittableRandom(seed + round));
            }
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed, e);
        }
        allocator.close();
    }

    private void round(SplittableRandom random) throws Throwable {
        List<Long> blocks = new ArrayList<>();
        int count = 1 + random.nextInt(300);
        int size = SIZES[random.nextInt(SIZES.length)];
        join(start(() -> {
            for (int i = 0; i < count; i++) {
                blocks.add(allocator.allocateAddress(size));
            }
            for (int i = count / 4; i > 0; i--) {
                allocator.freeAddress(blocks.removeLast());
            }
        }));
        var line = new CyclicBarrier(3);
        join(start(() -> free(line, blocks, 0)), start(() -> free(line, blocks, 1)),
                start(() -> {
                    meet(line);
                    allocator.tiers().caches().flushDead();
                }));
        allocator.tiers().caches().flushDead();
        allocator.tiers().checkInvariants();
        SpanStats stats = allocator.stats();
        assertEquals(0, stats.liveBlocks(), () -> "live: " + stats);
        allocator.trim();
        allocator.tiers().caches().flushDead();
        allocator.trim();
        for (int c = 1; c < SizeClasses.COUNT; c++) {
            var counts = allocator.tiers().central(c).counts();
            assertEquals(counts.made(), counts.returned(), "spans made and returned of class " + c);
        }
        allocator.stats().detections().forEach((kind, n) -> assertEquals(0, n, kind::toString));
    }

    private void free(CyclicBarrier line, List<Long> blocks, int first) {
        meet(line);
        for (int i = first; i < blocks.size(); i += 2) {
            allocator.freeAddress(blocks.get(i));
        }
    }
}
