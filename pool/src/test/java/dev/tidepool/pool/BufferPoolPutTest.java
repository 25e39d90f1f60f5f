// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pool of buffers answers to each kind of put, whatever it pools. */
class BufferPoolPutTest extends BufferPoolContract {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 64, 1000, 4096, 70_000, 1 << 20})
    void aBufferThatIsPutIsHandedOutAgain(int minCapacity) {
        Object buffer = get(minCapacity);
        Handout.assertAsAskedFor(buffer, minCapacity);
        put(buffer);
        assertEquals(1, BufferStats.retained(pool()));
        assertEquals(BufferKind.capacity(buffer), BufferStats.retainedBytes(pool()));
        Object again = get(minCapacity);
        assertSame(buffer, again);
        Handout.assertAsAskedFor(again, minCapacity);
        assertNotSame(buffer, get(minCapacity), "handed out twice");
    }

    @Test
    void aBufferServesEverySizeOfItsClassAndNoOther() {
        put(get(4096));
        Object other = get(4097);
        Handout.assertAsAskedFor(other, 4097);
        Handout.assertAsAskedFor(get(3584), 3584);
        assertEquals(0, BufferStats.hits(pool()));
        Object buffer = get(3585);
        Handout.assertAsAskedFor(buffer, 3585);
        assertEquals(1, BufferStats.hits(pool()));
    }

    @Test
    void aNullIsRefused() {
        assertThrows(NullPointerException.class, () -> put(null));
        assertEquals(0, BufferStats.sum(pool(), PoolStats::puts));
        pool().close();
        assertThrows(NullPointerException.class, () -> put(null));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 11, 15, 17, 100, 1000, 4095, 4097, 5119, 65_537})
    void aBufferOfACapacityThatNoClassHasIsDropped(int capacity) {
        int least = Math.max(1, capacity);
        for (int round = 0; round < 3; round++) {
            long hits = BufferStats.hits(pool());
            assertDropped(buffers.make(capacity));
            Handout.assertAsAskedFor(get(least), least);
            assertEquals(hits, BufferStats.hits(pool()));
            BufferStats.warm(pool(), least);
        }
    }

    private void assertDropped(Object buffer) {
        long resets = recorder.resets();
        PoolStats before = BufferStats.unpooled(pool());
        put(buffer);
        PoolStats after = BufferStats.unpooled(pool());
        assertEquals(before.dropped() + 1, after.dropped());
        assertEquals(before.puts() + 1, after.puts());
        assertEquals(0, BufferStats.retained(pool()));
        assertEquals(flavour.evicts(), recorder.hasEvicted(buffer));
        assertEquals(resets, recorder.resets(), "reset is not called for what fits no class");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 8, 10, 64, 1024, 4096, 81_920})
    void aBufferFromElsewhereOfACapacityThatAClassHasIsKeptUnlessDirect(int capacity) {
        Object foreign = buffers.make(capacity);
        if (!buffers.keepsForeign()) {
            assertDropped(foreign);
            assertNotSame(foreign, get(capacity));
            return;
        }
        put(foreign);
        assertEquals(1, BufferStats.retained(pool()));
        assertEquals(flavour.resets() ? 1 : 0, recorder.resets());
        Object got = get(capacity);
        assertSame(foreign, got);
        Handout.assertAsAskedFor(got, capacity);
    }

    @Test
    void aRequestBeyondTheBoundIsMadeExactlyAndDroppedWhenPut() {
        pool(5_000);
        for (int minCapacity : new int[] {5_001, 5_119, 5_120, 5_121, 8_192, 100_003}) {
            Object large = get(minCapacity);
            assertEquals(minCapacity, BufferKind.capacity(large));
            assertDropped(large);
        }
        PoolStats unpooled = BufferStats.unpooled(pool());
        assertEquals(6, unpooled.gets());
        assertEquals(6, unpooled.misses());
    }

    @Test
    void afterCloseEachBufferIsDroppedAndEachGetCreates() {
        Object held = get(100);
        put(get(200));
        pool().close();
        assertEquals(0, BufferStats.retained(pool()));
        put(held);
        Object next = get(100);
        assertNotSame(held, next);
        Handout.assertAsAskedFor(next, 100);
        put(buffers.make(17));
        put(buffers.make(16));
        assertEquals(0, BufferStats.retained(pool()));
        assertTrue(!flavour.evicts() || recorder.hasEvicted(held));
        pool().close();
        pool().clear();
        assertEquals(0, BufferStats.hits(pool()));
    }

    @Test
    void whatIsClearedIsNotHandedOutAgain() {
        Object buffer = get(64);
        Object large = get(100_000);
        put(buffer);
        put(large);
        pool().clear();
        assertEquals(0, BufferStats.retained(pool()));
        assertEquals(2, BufferStats.sum(pool(), PoolStats::evicted));
        assertEquals(flavour.evicts(), recorder.hasEvicted(buffer));
        assertNotSame(buffer, get(64));
        assertNotSame(large, get(100_000));
        assertFalse(recorder.hasEvicted(get(64)));
    }
}
