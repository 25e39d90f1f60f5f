// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions and hooks of the user that fail, lie, or use the pool they belong to. */
@Timeout(60)
@ParameterizedClass(name = "checks {1} on a {0} thread")
@MethodSource("dev.tidepool.pool.BufferPoolHooksTest#threads")
class BufferPoolHooksTest extends ThreadedTest {
    private static final int MIN = 100;
    private static final int CAPACITY = 112;
    private static final int HUGE = 1_000_001; // beyond the bound

    @Parameter(1)
    Checks checks;

    private final Tide tide = Tide.manual();
    private final BufferRecorder recorder = new BufferRecorder();
    private IntFunction<byte[]> allocate = byte[]::new;
    private int capacityCalls;
    private BufferPool<byte[]> pool;

    static Stream<Arguments> threads() {
        return onEveryThread(Checks.OFF, Checks.MISUSE);
    }

    private static final class Planted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private BufferPoolBuilder<byte[]> builder() {
        return BufferPool.<byte[]>builder(capacity -> allocate.apply(capacity), this::capacity)
                .tide(tide).maxRetainedBytes(1_000_000).checks(checks).onEvict(recorder::evict);
    }

    private int capacity(byte[] buffer) {
        capacityCalls++;
        return buffer.length;
    }

    private void build() {
        pool = builder().build();
    }

    @AfterEach
    void theAccountsBalance() {
        BufferStats.assertBalanced(pool);
        recorder.assertNoFaults();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MIN, HUGE})
    void anAllocateThatReturnsNullIsReported(int size) {
        build();
        allocate = capacity -> null;
        var refusal = assertThrows(NullPointerException.class, () -> pool.get(size));
        assertTrue(refusal.getMessage().contains(pool.name()), refusal::toString);
        assertThrows(NullPointerException.class, () -> pool.lease(size));
        allocate = byte[]::new;
        assertTrue(pool.get(size).length >= size);
        assertEquals(0, recorder.evictions());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, MIN, HUGE})
    void whatAllocateThrowsReachesTheCaller(int size) {
        build();
        for (Throwable failure : List.of(new Planted(), new OutOfMemoryError("planted"))) {
            allocate = capacity -> Failure.sneak(failure);
            assertSame(failure, assertThrows(Throwable.class, () -> pool.get(size)));
            assertSame(failure, assertThrows(Throwable.class, () -> pool.lease(size)));
        }
        allocate = byte[]::new;
        byte[] buffer = pool.get(size);
        pool.put(buffer);
        assertEquals(size == HUGE ? 0 : 1, BufferStats.retained(pool));
    }

    @ParameterizedTest
    @ValueSource(ints = {MIN, HUGE})
    void anAllocateThatMakesAnotherCapacityIsReported(int size) {
        build();
        int asked = size == HUGE ? HUGE : CAPACITY;
        for (int made : new int[] {asked - 1, asked + 1, 128, 0}) {
            byte[] wrong = new byte[made];
            allocate = capacity -> wrong;
            var refusal = assertThrows(IllegalStateException.class, () -> pool.get(size));
            String message = refusal.getMessage();
            assertTrue(message.contains(Integer.toString(asked)), message);
            assertTrue(message.contains(Integer.toString(made)), message);
            assertTrue(message.contains(pool.name()), message);
            assertTrue(recorder.hasEvicted(wrong), "nobody else can let go of it");
        }
        assertEquals(4, recorder.evictions());
        allocate = byte[]::new;
        assertEquals(asked, pool.get(size).length);
        assertEquals(0, BufferStats.retained(pool));
    }

    @Test
    void capacityIsAskedOnceForEachPut() {
        build();
        byte[] buffer = pool.get(MIN);
        capacityCalls = 0;
        pool.put(buffer);
        assertEquals(1, capacityCalls);
        assertSame(buffer, pool.get(MIN));
        pool.put(new byte[11]);
        pool.close();
        pool.put(buffer);
        assertEquals(3, capacityCalls);
    }

    @Test
    void whatResetThrowsReachesTheCallerAndTheBufferIsDropped() {
        pool = builder().reset(buffer -> {
            throw new Planted();
        }).build();
        byte[] buffer = pool.get(MIN);
        assertThrows(Planted.class, () -> pool.put(buffer));
        assertTrue(recorder.hasEvicted(buffer));
        Lease<byte[]> lease = pool.lease(MIN);
        byte[] leased = lease.get();
        assertNotSame(buffer, leased);
        assertThrows(Planted.class, lease::close);
        assertTrue(recorder.hasEvicted(leased));
        lease.close();
        assertEquals(2, BufferStats.dropped(pool));
        assertEquals(2, recorder.evictions());
        assertEquals(0, BufferStats.retained(pool));
    }

    @Test
    void resetSeesEachBufferThatIsKeptAndNoOther() {
        var seen = new ArrayList<byte[]>();
        pool = builder().reset(buffer -> {
            seen.add(buffer);
            buffer[0] = 9;
        }).build();
        byte[] buffer = pool.get(MIN);
        pool.put(buffer);
        pool.put(new byte[101]);
        pool.put(pool.get(HUGE));
        assertEquals(List.of(buffer), seen);
        assertEquals(9, pool.get(MIN)[0]);
    }

    @Test
    void resetAloneIsCalledForEachPut() {
        var resets = new int[1];
        pool = BufferPool.byteArrayBuilder().tide(tide).checks(checks)
                .reset(buffer -> resets[0]++).build();
        for (int i = 1; i <= 10; i++) {
            pool.put(pool.get(MIN));
            pool.lease(MIN).close();
            assertEquals(2 * i, resets[0]);
        }
    }

    @Test
    void whatOnEvictThrowsReachesTheCallerOfPut() {
        var failures = new ArrayList<byte[]>();
        pool = builder().onEvict(buffer -> {
            failures.add(buffer);
            throw new Planted();
        }).build();
        byte[] foreign = new byte[101];
        assertThrows(Planted.class, () -> pool.put(foreign));
        byte[] huge = pool.get(HUGE);
        assertThrows(Planted.class, () -> pool.put(huge));
        byte[] kept = pool.get(MIN);
        pool.put(kept);
        tide.tick();
        tide.tick();
        assertEquals(0, BufferStats.retained(pool));
        byte[] late = pool.get(MIN);
        pool.close();
        assertThrows(Planted.class, () -> pool.put(late));
        assertArrayEquals(new Object[] {foreign, huge, kept, late}, failures.toArray());
    }

    @Test
    void whatOnEvictThrowsIsSuppressedByWhatResetThrew() {
        pool = builder().reset(buffer -> {
            throw new Planted();
        }).onEvict(buffer -> {
            throw new IllegalArgumentException("evict");
        }).build();
        var thrown = assertThrows(Planted.class, () -> pool.put(pool.get(MIN)));
        assertEquals(1, thrown.getSuppressed().length);
        assertEquals("evict", thrown.getSuppressed()[0].getMessage());
    }

    @Test
    void onEvictSeesEachBufferOnceWhateverBecameOfIt() {
        build();
        var all = new ArrayList<byte[]>();
        for (int size : new int[] {1, MIN, 5_000, HUGE}) {
            for (int i = 0; i < 10; i++) {
                all.add(pool.get(size));
            }
        }
        byte[] held = pool.get(MIN);
        all.subList(0, 15).forEach(pool::put);
        tide.tick();
        tide.tick();
        all.subList(15, 25).forEach(pool::put);
        pool.clear();
        all.subList(25, 35).forEach(pool::put);
        pool.close();
        all.subList(35, 40).forEach(pool::put);
        all.forEach(buffer -> assertTrue(recorder.hasEvicted(buffer)));
        assertEquals(40, recorder.evictions());
        assertTrue(!recorder.hasEvicted(held), "a caller holds it");
    }

    @Test
    void allocateMayUseItsPool() {
        build();
        allocate = capacity -> {
            allocate = byte[]::new; // once
            byte[] other = pool.get(MIN);
            pool.put(other);
            pool.put(pool.get(5_000));
            tide.tick();
            pool.clear();
            pool.stats();
            pool.lease(MIN).close();
            return new byte[capacity];
        };
        byte[] buffer = pool.get(MIN);
        assertEquals(CAPACITY, buffer.length);
        assertNotSame(buffer, pool.get(MIN), "handed out twice");
        BufferStats.assertBalanced(pool, recorder);
    }

    @Test
    void allocateMayCloseItsPool() {
        build();
        allocate = capacity -> {
            pool.close();
            return new byte[capacity];
        };
        pool.put(pool.get(MIN));
        assertEquals(0, BufferStats.retained(pool));
        assertEquals(1, recorder.evictions());
    }

    @Test
    void hooksMayUseTheirPool() {
        var depth = new int[1];
        pool = builder().reset(buffer -> nested(depth)).onEvict(buffer -> {
            recorder.evict(buffer);
            nested(depth);
        }).build();
        for (int i = 0; i < 20; i++) {
            byte[] buffer = pool.get(MIN);
            pool.put(buffer);
            pool.put(new byte[101 + i % 8]);
            if (i % 5 == 0) {
                pool.clear();
            }
        }
        tide.tick();
        tide.tick();
        tide.tick();
        pool.close();
        BufferStats.assertBalanced(pool, recorder);
    }

    private void nested(int[] depth) {
        if (depth[0]++ == 0) {
            byte[] buffer = pool.get(MIN);
            pool.put(buffer);
            pool.put(pool.get(HUGE));
            tide.tick();
        }
        depth[0]--;
    }

    @Test
    void whatCapacityThrowsReachesTheCallerAndNothingIsKept() {
        pool = BufferPool.<byte[]>builder(byte[]::new, buffer -> {
            throw new Planted();
        }).tide(tide).checks(checks).onEvict(recorder::evict).build();
        byte[] foreign = new byte[CAPACITY];
        assertThrows(Planted.class, () -> pool.put(foreign));
        assertEquals(0, BufferStats.retained(pool));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 0, Integer.MAX_VALUE, (1 << 30) + 1, 113})
    void aCapacityThatNoClassHasIsDropped(int told) {
        pool = BufferPool.<byte[]>builder(byte[]::new, buffer -> told).tide(tide).checks(checks)
                .maxRetainedBytes(Long.MAX_VALUE).onEvict(recorder::evict).build();
        byte[] foreign = new byte[CAPACITY];
        pool.put(foreign);
        assertEquals(0, BufferStats.retained(pool));
        assertEquals(1, BufferStats.unpooled(pool).dropped());
        assertTrue(recorder.hasEvicted(foreign));
    }
}
