// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Getting and putting a buffer makes no garbage once the code is compiled. */
@Timeout(120)
class BufferPoolAllocationTest {
    private static final ThreadMXBean THREADS =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int OPERATIONS = 100_000;
    private static final int WINDOWS = 60;
    private static final int TOLERATED_BYTES = OPERATIONS / 100; // of the measurement itself
    private static final int[] SIZES = {1, 64, 100, 1000, 4096, 20_000, 100_000};

    private static BufferPool<Object> pool(BufferKind buffers) {
        return buffers.builder().tide(Tide.manual()).maxRetainedBytes(1L << 30).build();
    }

    @ParameterizedTest
    @EnumSource
    void aGetAndAPutOnAPlatformThreadMakeNoGarbage(BufferKind buffers) throws Throwable {
        BufferPool<Object> pool = pool(buffers);
        ThreadKind.PLATFORM.run(() -> assertNoGarbage(() -> pool.put(pool.get(1000))));
        assertEquals(1, BufferStats.misses(pool));
    }

    @ParameterizedTest
    @EnumSource
    void aGetAndAPutOfVariousSizesMakeNoGarbage(BufferKind buffers) throws Throwable {
        BufferPool<Object> pool = pool(buffers);
        var turn = new int[1];
        ThreadKind.PLATFORM.run(() -> assertNoGarbage(
                () -> pool.put(pool.get(SIZES[turn[0]++ % SIZES.length]))));
        assertEquals(SIZES.length, BufferStats.misses(pool));
    }

    @ParameterizedTest
    @EnumSource
    void tenGetsAndTenPutsMakeNoGarbage(BufferKind buffers) throws Throwable {
        BufferPool<Object> pool = pool(buffers);
        var held = new Object[10];
        ThreadKind.PLATFORM.run(() -> assertNoGarbage(() -> {
            for (int i = 0; i < held.length; i++) {
                held[i] = pool.get(4000);
            }
            for (Object buffer : held) {
                pool.put(buffer);
            }
        }));
        assertEquals(held.length, BufferStats.misses(pool));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.INCLUDE, names = {"BYTE_ARRAYS", "HEAP", "DIRECT"})
    void withHooksAGetAndAPutMakeNoGarbage(BufferKind buffers) throws Throwable {
        BufferPool<Object> pool = buffers.builder().tide(Tide.manual())
                .reset(buffer -> { }).onEvict(buffer -> { }).build();
        ThreadKind.PLATFORM.run(() -> assertNoGarbage(() -> pool.put(pool.get(1000))));
        assertEquals(1, BufferStats.misses(pool));
    }

    /** The best of many windows: the first ones run uncompiled, and a compiler may come between. */
    private static void assertNoGarbage(Runnable operation) {
        long least = Long.MAX_VALUE;
        for (int window = 0; window < WINDOWS && least > TOLERATED_BYTES; window++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < OPERATIONS; i++) {
                operation.run();
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        long bytes = least;
        assertTrue(bytes <= TOLERATED_BYTES,
                () -> bytes + " bytes in " + OPERATIONS + " operations");
    }
}
