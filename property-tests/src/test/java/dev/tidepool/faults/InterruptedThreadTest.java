// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.arena.ArenaPool;
import dev.tidepool.arena.PooledArena;
import dev.tidepool.pool.BoundedPool;
import dev.tidepool.pool.BufferPool;
import dev.tidepool.pool.Checks;
import dev.tidepool.pool.Pool;
import dev.tidepool.pool.Tide;
import dev.tidepool.spanalloc.Profile;
import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An interrupted thread can do everything that does not wait, and is interrupted afterwards. (A
 * claim of a bounded pool that would wait is told of by that pool's own tests.)
 */
@Timeout(60)
class InterruptedThreadTest {

    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private void runInterrupted(boolean virtual, Runnable body) throws InterruptedException {
        Runnable interrupted = () -> {
            Thread.currentThread().interrupt();
            body.run();
        };
        Thread thread = virtual
                ? Thread.ofVirtual().unstarted(interrupted)
                : Thread.ofPlatform().unstarted(interrupted);
        thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
        thread.start();
        thread.join();
        assertNull(failure.get());
    }

    /** After one operation. */
    private static void stays() {
        assertTrue(Thread.currentThread().isInterrupted(), "the interrupt was lost");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void usesPools(boolean virtual) throws InterruptedException {
        runInterrupted(virtual, () -> {
            for (Checks checks : Checks.values()) {
                usePool(checks);
            }
            useBuffersAndBerths();
        });
    }

    private static void usePool(Checks checks) {
        Tide tide = Tide.manual();
        try (Pool<StringBuilder> pool = Pool.builder(StringBuilder::new).tide(tide)
                .checks(checks).onEvict(b -> b.setLength(0)).build()) {
            for (int i = 0; i < 300; i++) {
                pool.put(new StringBuilder());
            }
            stays();
            pool.put(pool.get());
            pool.lease().close();
            stays();
            tide.tick();
            stays();
            assertNotNull(pool.poll());
            pool.clear();
            assertEquals(0, pool.stats().retained());
            stays();
        }
        stays();
    }

    private static void useBuffersAndBerths() {
        BufferPool<byte[]> buffers = BufferPool.byteArrays();
        buffers.put(buffers.get(1000));
        buffers.clear();
        buffers.close();
        stays();
        BoundedPool<Object> bounded = BoundedPool.builder(Object::new).capacity(1).build();
        bounded.tryClaim().close();
        bounded.close();
        stays();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void usesAllocators(boolean virtual) throws InterruptedException {
        runInterrupted(virtual, () -> {
            for (Profile profile : Profile.values()) {
                useAllocator(profile);
            }
        });
    }

    private static void useAllocator(Profile profile) {
        try (var allocator = SpanAllocator.builder().profile(profile).build()) {
            for (long size = 1; size < 20_000_000; size *= 7) {
                MemorySegment block = allocator.allocate(size, 8);
                allocator.free(allocator.reallocate(block, 2 * size));
                stays();
            }
            allocator.freeAddress(allocator.allocateAddress(100));
            allocator.trim();
            stays();
            allocator.scavenge();
            stays();
            assertEquals(0, allocator.stats().liveBlocks());
            assertNotNull(allocator.heapMapHtml());
            stays();
        }
        stays();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void usesArenas(boolean virtual) throws InterruptedException {
        runInterrupted(virtual, () -> {
            ArenaPool pool = ArenaPool.create();
            try (PooledArena confined = pool.confined(); PooledArena shared = pool.shared();
                    PooledArena child = confined.child()) {
                confined.allocate(100_000, 8).fill((byte) 1);
                shared.allocate(100, 8).fill((byte) 1);
                child.allocate(5000, 8).fill((byte) 1);
                stays();
            }
            stays();
            for (int i = 0; i < 1000; i++) {
                pool.lease(10_000, 8).close();
            }
            stays();
            assertEquals(0, pool.stats().open());
            pool.close();
            stays();
        });
    }
}
