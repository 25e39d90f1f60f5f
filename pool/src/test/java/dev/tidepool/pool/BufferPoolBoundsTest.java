// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All classes together keep at most the bound in bytes. */
class BufferPoolBoundsTest extends BufferPoolContract {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3, 7, 8, 100, 4_095, 4_096, 20_000, 300_000})
    void noHistoryExceedsTheBound(long bound) {
        pool(bound);
        long seed = System.nanoTime();
        var random = new Random(seed);
        List<Object> held = new ArrayList<>();
        for (int step = 0; step < 500; step++) {
            int choice = random.nextInt(16);
            if (choice < 6) {
                held.add(get(size(random, bound)));
            } else if (choice < 13 && !held.isEmpty()) {
                put(held.remove(random.nextInt(held.size())));
            } else if (choice == 13) {
                put(buffers.make(BufferSizes.classFor(size(random, bound))));
            } else if (choice == 14) {
                tide.tick();
            } else if (random.nextInt(8) == 0) {
                pool().clear();
            }
            long bytes = BufferStats.retainedBytes(pool());
            assertTrue(bytes <= bound,
                    () -> bytes + " of " + bound + " bytes retained, seed " + seed);
        }
    }

    /** As many small as large ones, some beyond the bound. */
    private static int size(Random random, long bound) {
        long most = 1 + bound + bound / 4;
        return (int) Math.min(most, 1 + (long) Math.pow(most, random.nextDouble()));
    }

    @Test
    void aBoundOfZeroKeepsNothing() {
        pool(0);
        for (int size : new int[] {0, 1, 2, 8, 4096}) {
            Object buffer = get(size);
            put(buffer);
            assertNotSame(buffer, get(size));
        }
        assertEquals(0, BufferStats.retained(pool()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 10, 4096, 5_120, 1 << 20})
    void aSingleBufferAsLargeAsTheBoundIsKept(int bound) {
        pool(bound);
        Object buffer = get(bound);
        put(buffer);
        assertEquals(bound, BufferStats.retainedBytes(pool()));
        put(buffers.make(1));
        assertTrue(BufferStats.retainedBytes(pool()) <= bound);
        assertSame(buffer, get(bound));
    }

    @Test
    void aBufferLargerThanTheBoundIsNeverKept() {
        pool(4_095);
        for (int i = 0; i < 3; i++) {
            put(get(4_090));
            put(buffers.make(4_096));
            tide.tick();
        }
        assertEquals(0, BufferStats.retained(pool()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 40, 200})
    void oneThreadAloneKeepsAsMuchAsTheBoundAllows(int count) {
        pool(count * 4096L);
        List<Object> all = getMany(2 * count, 4096);
        all.forEach(this::put);
        long retained = BufferStats.retained(pool());
        assertTrue(exact() ? retained == count : retained <= count && retained > 0,
                () -> retained + " of " + count);
    }

    @Test
    void whatOneClassKeepsIsNotLeftForAnother() {
        pool(16 * 4096);
        getMany(32, 4096).forEach(this::put);
        if (exact()) {
            assertEquals(16 * 4096, BufferStats.retainedBytes(pool()));
        }
        getMany(64, 1024).forEach(this::put);
        assertTrue(BufferStats.retainedBytes(pool()) <= 16 * 4096);
        tick(2);
        assertEquals(0, BufferStats.retained(pool()));
        getMany(64, 1024).forEach(this::put);
        long bytes = BufferStats.retainedBytes(pool());
        assertTrue(exact() ? bytes == 16 * 4096 : bytes <= 16 * 4096, () -> bytes + " bytes");
    }

    @Test
    void clearGivesTheWholeBoundBack() {
        pool(16 * 4096);
        for (int i = 0; i < 5; i++) {
            getMany(16, i % 2 == 0 ? 4096 : 2048).forEach(this::put);
            pool().clear();
            assertEquals(0, BufferStats.retainedBytes(pool()));
        }
        getMany(64, 1024).forEach(this::put);
        long bytes = BufferStats.retainedBytes(pool());
        assertTrue(exact() ? bytes == 16 * 4096 : bytes <= 16 * 4096, () -> bytes + " bytes");
    }

    @Test
    void manyThreadsTogetherKeepAtMostTheBound() throws Throwable {
        int bound = 500_000;
        pool(bound);
        Race.run(kind, 16, i -> {
            var random = new Random(i);
            for (int n = 0; n < 300; n++) {
                List<Object> all = getMany(random.nextInt(4), size(random, bound / 8));
                Race.breathe();
                all.forEach(this::put);
                if (n % 50 == i) {
                    tide.tick();
                }
            }
        });
        tide.tick(); // ends what puts that met a tick may have had too much
        long bytes = BufferStats.retainedBytes(pool());
        assertTrue(bytes <= bound, () -> bytes + " bytes");
        tick(1);
        assertEquals(0, BufferStats.retained(pool()));
    }
}
