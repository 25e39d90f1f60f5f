// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bound in bytes is shared by demand: what is in use gets it, also without a tick. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class BufferDemandTest {

    private static final int BOUND = 1 << 20;

    private final Tide tide = Tide.manual();

    private ClassedBufferPool<byte[]> pool(Checks checks) {
        return (ClassedBufferPool<byte[]>) BufferPool.byteArrayBuilder()
                .maxRetainedBytes(BOUND).tide(tide).checks(checks).build();
    }

    private static void use(BufferPool<byte[]> pool, int size, int atOnce) {
        List<byte[]> held = new ArrayList<>();
        for (int i = 0; i < atOnce; i++) {
            held.add(pool.get(size));
        }
        held.forEach(pool::put);
    }

    private static long misses(BufferPool<byte[]> pool) {
        return pool.stats().stream().mapToLong(PoolStats::misses).sum();
    }

    @ParameterizedTest
    @EnumSource(names = {"OFF", "MISUSE"})
    void demandThatMovesToAnotherSizeFindsRoomWithoutATick(Checks checks) {
        var pool = pool(checks);
        use(pool, 1024, BOUND / 1024); // fills the bound
        int atOnce = BOUND / 4096 / 2;
        for (int round = 0; round < 8; round++) {
            use(pool, 4096, atOnce);
        }
        long before = misses(pool);
        for (int round = 0; round < 8; round++) {
            use(pool, 4096, atOnce);
        }
        assertEquals(before, misses(pool), () -> "still missing: " + pool.stats());
        assertEquals(0, tide.ticks());
        pool.checkInvariants();
    }

    @Test
    void aBoundThatIsTooSmallForTheDemandStillServesItsShare() {
        var pool = pool(Checks.OFF);
        int atOnce = 2 * BOUND / 1024;
        use(pool, 1024, atOnce);
        long before = misses(pool);
        int rounds = 50;
        for (int round = 0; round < rounds; round++) {
            use(pool, 1024, atOnce);
        }
        long share = (long) rounds * atOnce / 2;
        assertTrue(misses(pool) - before <= share + share / 10,
                () -> "more than half missed: " + pool.stats());
        pool.checkInvariants();
    }

    @Test
    void whatMakesRoomIsEvictedOnceByThePutsThatNeedIt() {
        List<byte[]> evicted = new ArrayList<>();
        var pool = (ClassedBufferPool<byte[]>) BufferPool.byteArrayBuilder()
                .maxRetainedBytes(BOUND).tide(tide).onEvict(evicted::add).build();
        use(pool, 1024, BOUND / 1024);
        for (int round = 0; round < 16; round++) {
            use(pool, 4096, BOUND / 4096 / 2);
        }
        long small = evicted.stream().filter(buffer -> buffer.length == 1024).count();
        assertEquals(BOUND / 1024, small, "all of the first demand have been let go of");
        pool.close();
        assertEquals(misses(pool), evicted.size(), "every buffer made is let go of");
        Set<byte[]> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        distinct.addAll(evicted);
        assertEquals(evicted.size(), distinct.size(), "one of them twice");
    }

    @Test
    void withinTheBoundNothingAgesWithoutATick() {
        var pool = pool(Checks.OFF);
        use(pool, 1024, BOUND / 2048);
        for (int round = 0; round < 10_000; round++) {
            use(pool, 64, 1);
        }
        assertEquals(BOUND / 2048, pool.stats().get(1).retained());
    }
}
