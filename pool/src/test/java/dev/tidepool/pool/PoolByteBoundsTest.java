// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes are bounded apart from objects, by what sizeOf said at put. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.pool.PoolByteBoundsTest#threads")
class PoolByteBoundsTest extends ThreadedTest {

    @Parameter(1)
    Checks checks;

    private final Tide tide = Tide.manual();
    private final AtomicLong evicted = new AtomicLong();
    private Pool<byte[]> pool;

    static Stream<Arguments> threads() {
        return onEveryThread(Checks.OFF, Checks.ALL);
    }

    private Pool<byte[]> pool(int maxRetained, long maxRetainedBytes) {
        pool = Pool.builder(() -> new byte[10]).tide(tide).checks(checks)
                .onEvict(array -> evicted.incrementAndGet())
                .maxRetained(maxRetained).maxRetainedBytes(maxRetainedBytes, array -> array.length)
                .build();
        return pool;
    }

    @AfterEach
    void theAccountsBalance() {
        if (pool != null) {
            Flavour.assertBalanced(pool);
            assertEquals(evicted.get(), pool.stats().dropped() + pool.stats().evicted());
        }
    }

    @Test
    void retainedBytesAreTheSumOfTheSizes() {
        pool(100, 1 << 20);
        int[] sizes = {1, 10, 100, 1000};
        for (int size : sizes) {
            pool.put(new byte[size]);
        }
        assertEquals(4, pool.stats().retained());
        assertEquals(1111, pool.stats().retainedBytes());
    }

    @Test
    void takenBytesAreNoLongerRetained() {
        pool(100, 1 << 20);
        pool.put(new byte[1000]);
        pool.poll();
        assertEquals(0, pool.stats().retainedBytes());
    }

    @Test
    void bytesAgeLikeObjects() {
        pool(100, 1 << 20);
        pool.put(new byte[1000]);
        tide.tick();
        assertEquals(1000, pool.stats().retainedBytes());
        tide.tick();
        assertEquals(0, pool.stats().retainedBytes());
    }

    @Test
    void clearAndCloseReleaseAllBytes() {
        pool(100, 1 << 20);
        pool.put(new byte[1000]);
        pool.clear();
        assertEquals(0, pool.stats().retainedBytes());
        pool.put(new byte[1000]);
        pool.close();
        assertEquals(0, pool.stats().retainedBytes());
    }

    @Test
    void anObjectAboveTheWholeQuotaIsDropped() {
        pool(100, 1000);
        pool.put(new byte[1001]);
        assertEquals(1, pool.stats().dropped());
        assertNull(pool.poll());
    }

    @Test
    void anObjectAsLargeAsTheWholeQuotaIsRetained() {
        pool(100, 1000);
        pool.put(new byte[1000]);
        assertEquals(1000, pool.stats().retainedBytes());
    }

    @Test
    void aQuotaOfZeroRetainsOnlyEmptyObjects() {
        pool(100, 0);
        pool.put(new byte[1]);
        assertEquals(0, pool.stats().retained());
        assertEquals(0, pool.stats().retainedBytes());
    }

    @Test
    void objectsWithoutSizeAreBoundedByNumber() {
        pool(10, 1000);
        for (int i = 0; i < 50; i++) {
            pool.put(new byte[0]);
        }
        long retained = pool.stats().retained();
        assertTrue(retained <= 10 && retained >= 1, "retained " + retained);
    }

    @Test
    void theLimitInObjectsIsNoLimitInBytes() {
        pool(10, 1_000_000);
        for (int i = 0; i < 10; i++) {
            pool.put(new byte[50_000]);
        }
        long least = kind == ThreadKind.PLATFORM ? 10 : 1;
        assertTrue(pool.stats().retained() >= least, () -> pool.stats().toString());
    }

    @Test
    void theLimitInBytesIsNoLimitInObjects() {
        pool(1_000_000, 1000);
        for (int i = 0; i < 100; i++) {
            pool.put(new byte[100]);
        }
        assertTrue(pool.stats().retained() <= 10, () -> pool.stats().toString());
        assertTrue(pool.stats().retained() >= 1, () -> pool.stats().toString());
    }

    @Test
    void randomSizesKeepTheQuota() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        pool(1000, 10_000);
        var held = new ArrayList<byte[]>();
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(100) == 0) {
                tide.tick();
            } else if (random.nextInt(3) == 0) {
                held.add(pool.get());
            } else {
                pool.put(held.isEmpty() || random.nextBoolean()
                        ? new byte[random.nextInt(3000)] : held.removeLast());
            }
            long bytes = pool.stats().retainedBytes();
            assertTrue(bytes >= 0 && bytes <= 10_000, () -> bytes + " bytes, seed " + seed);
        }
    }

    @Test
    void manyThreadsTogetherKeepTheQuota() throws Throwable {
        pool(1000, 10_000);
        Race.run(kind, 8, i -> {
            for (int n = 0; n < 5_000; n++) {
                byte[] array = pool.poll();
                pool.put(array != null ? array : new byte[n % 3000]);
            }
        });
        long bytes = pool.stats().retainedBytes();
        assertTrue(bytes <= 10_000, bytes + " bytes retained");
    }

    @Test
    void anObjectThatChangesItsSizeDoesNotUnbalanceTheAccount() {
        var size = new AtomicLong(10);
        try (Pool<Item> changing = Pool.builder(Item::new).tide(tide).checks(checks)
                .maxRetainedBytes(1000, item -> size.get()).build()) {
            for (int i = 0; i < 20; i++) {
                size.set(10 + i);
                changing.put(new Item());
                size.set(900);
                changing.get();
                assertEquals(0, changing.stats().retainedBytes());
            }
        }
    }

    @Test
    void oneLargeObjectAmongSmallOnesIsWashedAway() {
        pool(100, 1 << 20);
        pool.put(new byte[1 << 19]);
        for (int i = 0; i < 3; i++) {
            tide.tick();
            pool.put(new byte[10]);
            pool.poll();
        }
        assertTrue(pool.stats().retainedBytes() <= 20, () -> pool.stats().toString());
    }

    @Test
    void theQuotaComesBackAfterManyTides() {
        pool(1000, 10_000);
        for (int i = 0; i < 200; i++) {
            for (int n = 0; n < 5; n++) {
                pool.put(new byte[1 + i % 7 * 300]);
            }
            tide.tick();
            pool.poll();
        }
        tide.tick();
        tide.tick();
        pool.put(new byte[10_000]);
        assertEquals(10_000, pool.stats().retainedBytes());
    }
}
