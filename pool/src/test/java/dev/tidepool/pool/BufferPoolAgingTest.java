// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two ticks without use wash a buffer away, each class by itself. */
class BufferPoolAgingTest extends BufferPoolContract {

    @Test
    void anUnusedBufferSurvivesOneTickAndNoSecond() {
        Object small = get(100);
        Object large = get(100_000);
        put(small);
        put(large);
        tick(1);
        assertEquals(2, BufferStats.retained(pool()));
        assertSame(large, get(100_000));
        tick(1);
        assertEquals(0, BufferStats.retained(pool()));
        assertNotSame(small, get(100));
        assertEquals(1, BufferStats.sum(pool(), PoolStats::evicted));
        assertEquals(flavour.evicts(), recorder.hasEvicted(small));
    }

    @Test
    void aBufferUsedBetweenTicksLivesOn() {
        Object buffer = get(3000);
        for (int i = 0; i < 100; i++) {
            put(buffer);
            tick(1);
            assertSame(buffer, get(3000));
        }
        assertEquals(1, BufferStats.misses(pool()));
    }

    @Test
    void aClassThatIsNotUsedAgesBesideOneThatIs() {
        Object used = get(64);
        Object unused = get(4096);
        put(unused);
        for (int i = 0; i < 2; i++) {
            put(used);
            tick(1);
            assertSame(used, get(64));
        }
        assertEquals(0, BufferStats.retained(pool()));
        assertNotSame(unused, get(4096));
    }

    @Test
    void aBurstIsGoneTwoTicksLaterWhileTheWorkingSetStays() {
        List<Object> used = getMany(8, 1024);
        used.forEach(this::put);
        getMany(10_000, 1024).forEach(this::put);
        getMany(300, 80_000).forEach(this::put);
        for (int i = 0; i < 2; i++) {
            tick(1);
            assertEquals(8, getAndPut(8, 1024));
        }
        long misses = BufferStats.misses(pool());
        long retained = BufferStats.retained(pool());
        assertTrue(retained <= 16, () -> retained + " retained");
        for (int i = 0; i < 10; i++) {
            tick(1);
            getAndPut(8, 1024);
        }
        if (exact()) {
            assertEquals(misses, BufferStats.misses(pool()), "the working set is allocated anew");
        }
    }

    private int getAndPut(int count, int minCapacity) {
        List<Object> all = getMany(count, minCapacity);
        all.forEach(this::put);
        return all.size();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void whatIsLetGoOfIsUnreachable(int how) {
        if (flavour.evicts()) {
            return; // the recorder keeps it
        }
        List<WeakReference<Object>> all = new ArrayList<>();
        for (int size : new int[] {1, 60, 1000, 70_000}) {
            leave(all, size);
        }
        switch (how) {
            case 0 -> tick(2);
            case 1 -> pool().clear();
            default -> pool().close();
        }
        assertEquals(0, Gc.clears(all), "still reachable");
    }

    /** Three stay in the pool, one is taken and not put back. */
    private void leave(List<WeakReference<Object>> all, int size) {
        List<Object> some = getMany(4, size);
        some.forEach(buffer -> all.add(new WeakReference<>(buffer)));
        some.forEach(this::put);
        get(size);
    }

    @Test
    void aPoolThatIsDroppedIsUnreachableWithAllItKeeps() throws Throwable {
        if (flavour.evicts()) {
            return; // the recorder keeps it
        }
        var own = new WeakReference<>(abandoned());
        tick(2);
        assertTrue(Gc.clears(own), "a thread or the tide keeps the pool");
    }

    private BufferPool<Object> abandoned() {
        var own = flavour.builder(buffers, recorder).tide(tide).build();
        own.put(own.get(64));
        own.put(own.get(64_000));
        return own;
    }

    @Test
    void theDeadThreadsBuffersAreGoneAfterTwoTicks() throws Throwable {
        pool();
        var threads = new ArrayList<WeakReference<Thread>>();
        for (int i = 0; i < 20; i++) {
            Thread thread = kind.start(() -> getMany(3, 500).forEach(this::put));
            thread.join();
            threads.add(new WeakReference<>(thread));
        }
        tick(2);
        assertEquals(0, BufferStats.retained(pool()));
        assertEquals(0, Gc.clears(threads), "dead threads are still reachable");
    }
}
