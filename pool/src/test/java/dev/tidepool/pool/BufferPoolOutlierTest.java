// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** One huge request among many small ones is not remembered. */
@Timeout(120)
@ParameterizedClass
@EnumSource(ThreadKind.class)
class BufferPoolOutlierTest extends ThreadedTest {
    private static final int SMALL = 4096;
    private static final int HUGE = 64 << 20;
    private static final int SMALL_ONES = 1_000_000;
    private static final int AT_ONCE = 10;

    private final Tide tide = Tide.manual();
    private final BufferPool<byte[]> pool = BufferPool.byteArrayBuilder().tide(tide)
            .maxRetainedBytes(1L << 28).build();

    @Test
    void aHugeBufferAmongAMillionSmallOnesIsGoneTwoTicksLater() {
        use(SMALL_ONES / 2);
        long steady = BufferStats.retainedBytes(pool);
        assertTrue(steady >= SMALL, "the small ones are kept");
        var huge = new WeakReference<>(pool.get(HUGE));
        pool.put(huge.get());
        assertTrue(BufferStats.retainedBytes(pool) >= HUGE, "kept at first");
        use(SMALL_ONES / 4);
        tide.tick();
        use(SMALL_ONES / 4);
        tide.tick();
        use(AT_ONCE);
        long bytes = BufferStats.retainedBytes(pool);
        assertTrue(bytes < 2L * AT_ONCE * SMALL, () -> bytes + " retained, steady " + steady);
        assertTrue(Gc.clears(huge), "the huge array is still reachable");
        long misses = BufferStats.misses(pool);
        assertTrue(misses <= 1 + 2 * AT_ONCE, () -> misses + " allocations");
        BufferStats.assertBalanced(pool);
        assertEquals(1L + SMALL_ONES + AT_ONCE, BufferStats.sum(pool, PoolStats::puts));
    }

    private void use(int count) {
        var held = new byte[AT_ONCE][];
        for (int i = 0; i < count; i += AT_ONCE) {
            for (int j = 0; j < AT_ONCE; j++) {
                held[j] = pool.get(SMALL);
            }
            for (byte[] buffer : held) {
                pool.put(buffer);
            }
        }
    }
}
