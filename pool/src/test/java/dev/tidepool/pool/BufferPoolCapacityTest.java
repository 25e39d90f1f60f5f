// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A buffer is no smaller than asked for, and at most a quarter larger. */
@Timeout(60)
class BufferPoolCapacityTest {

    /** Stands for a buffer of any capacity and costs no memory. */
    private record Fake(int capacity) {
    }

    private final BufferPool<Fake> fakes = fakes(Long.MAX_VALUE);

    private static BufferPool<Fake> fakes(long maxRetainedBytes) {
        return BufferPool.builder(Fake::new, Fake::capacity).tide(Tide.manual())
                .maxRetainedBytes(maxRetainedBytes).build();
    }

    @Test
    void everySizeUpToSeventyThousandWastesAtMostAQuarter() {
        for (int size = 1; size <= 70_000; size++) {
            assertFits(size, fakes.get(size).capacity());
        }
    }

    @Test
    void everySizeNearAClassWastesAtMostAQuarter() {
        for (int capacity : BufferSizes.ALL) {
            assertEquals(capacity, fakes.get(capacity).capacity());
            if (capacity > 1) {
                assertFits(capacity - 1, fakes.get(capacity - 1).capacity());
            }
            if (capacity < BufferSizes.LARGEST) {
                assertFits(capacity + 1, fakes.get(capacity + 1).capacity());
            }
        }
    }

    private static void assertFits(int size, int capacity) {
        assertTrue(capacity >= size, () -> size + " got " + capacity);
        assertTrue(capacity - size <= size / 4, () -> size + " got " + capacity);
        assertTrue(BufferSizes.isClass(capacity), () -> size + " got " + capacity);
    }

    @Test
    void everyClassKeepsItsOwnBuffers() {
        List<Fake> all = new ArrayList<>();
        for (int capacity : BufferSizes.ALL) {
            var fake = new Fake(capacity);
            all.add(fake);
            fakes.put(fake);
        }
        for (Fake fake : all) {
            assertSame(fake, fakes.get(fake.capacity()));
        }
        assertEquals(all.size(), BufferStats.hits(fakes));
        BufferStats.assertBalanced(fakes);
    }

    @ParameterizedTest
    @EnumSource
    void powersOfTwoAndTheirNeighboursAreServed(BufferKind buffers) {
        BufferPool<Object> pool = buffers.builder().tide(Tide.manual()).build();
        for (int power = 1; power <= 1 << 20; power *= 2) {
            for (int size = Math.max(1, power - 1); size <= power + 1; size++) {
                Object buffer = pool.get(size);
                assertFits(size, BufferKind.capacity(buffer));
                Handout.assertAsAskedFor(buffer, size);
                pool.put(buffer);
                assertEquals(BufferKind.capacity(buffer), BufferKind.capacity(pool.get(size)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void zeroIsServedLikeOne(BufferKind buffers) {
        BufferPool<Object> pool = buffers.builder().tide(Tide.manual()).build();
        Object buffer = pool.get(0);
        assertEquals(1, BufferKind.capacity(buffer));
        pool.put(buffer);
        assertSame(buffer, pool.get(1));
        pool.put(buffer);
        try (Lease<Object> lease = pool.lease(0)) {
            assertSame(buffer, lease.get());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, -2, -4096, Integer.MIN_VALUE, Integer.MIN_VALUE + 1})
    void aNegativeSizeIsRefused(int size) {
        for (BufferKind buffers : BufferKind.values()) {
            BufferPool<Object> pool = buffers.builder().build();
            for (int i = 0; i < 2; i++) {
                var refusal = assertThrows(IllegalArgumentException.class, () -> pool.get(size));
                assertTrue(refusal.getMessage().contains(Integer.toString(size)));
                assertThrows(IllegalArgumentException.class, () -> pool.lease(size));
                pool.close();
            }
            assertEquals(0, BufferStats.sum(pool, PoolStats::gets));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferSizes.LARGEST + 1, BufferSizes.LARGEST + BufferSizes.LARGEST / 4,
            1_500_000_000, Integer.MAX_VALUE - 8, Integer.MAX_VALUE})
    void aRequestBeyondTheLargestClassIsExactAndNeverKept(int size) {
        Fake fake = fakes.get(size);
        assertEquals(size, fake.capacity());
        fakes.put(fake);
        assertFalse(fake == fakes.get(size), "kept");
        PoolStats unpooled = BufferStats.unpooled(fakes);
        assertEquals(2, unpooled.gets());
        assertEquals(2, unpooled.misses());
        assertEquals(1, unpooled.puts());
        assertEquals(1, unpooled.dropped());
        assertEquals(1, fakes.stats().size());
        try (Lease<Fake> lease = fakes.lease(size)) {
            assertEquals(size, lease.get().capacity());
        }
        assertEquals(2, BufferStats.unpooled(fakes).dropped());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 5, 8, 9, 100, 4096, 5_000, 1 << 20})
    void aRequestBeyondTheBoundIsExactAndOneWithinItWastesAtMostAQuarter(long bound) {
        BufferPool<Fake> pool = fakes(bound);
        for (int size = 1; size <= 2 * bound + 2; size += 1 + size / 64) {
            int capacity = pool.get(size).capacity();
            if (size > bound) {
                assertEquals(size, capacity);
            } else {
                assertTrue(capacity >= size && capacity - size <= size / 4);
            }
            pool.put(new Fake(capacity));
            assertTrue(BufferStats.retainedBytes(pool) <= bound);
        }
        assertEquals(Integer.MAX_VALUE, pool.get(Integer.MAX_VALUE).capacity());
        BufferStats.assertBalanced(pool);
    }
}
