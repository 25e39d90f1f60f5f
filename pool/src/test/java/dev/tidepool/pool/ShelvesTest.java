// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What shelves remember, for whom, and until when. */
@Timeout(60)
class ShelvesTest {
    private static final int ROWS = 256; // at most

    private final Tide tide = Tide.manual();
    private final Shelves<Object> shelves = new Shelves<>();
    private final Budget bytes = new Budget(1 << 20);
    private final List<Runner> runners = new ArrayList<>();

    private TieredPool<Object> pool() {
        return new Hooks<Object>("p", Object::new, null, null, null, null, null).pool(tide,
                Sizing.ofBuffers(1 << 20, 8, 2), bytes.inUnitsOf(8), shelves);
    }

    /** Puts something, and remembers: the first time makes a table, or a larger one. */
    private void use(TieredPool<Object> pool, int index) {
        pool.put(new Object());
        for (int i = 0; i < 7; i++) {
            shelves.remember(Thread.currentThread(), index, pool);
        }
    }

    private static long me() {
        return Thread.currentThread().threadId();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 115})
    void aCacheIsFoundByItsThreadAndIndex(int index) {
        TieredPool<Object> pool = pool();
        assertNull(shelves.find(me(), index));
        use(pool, index);
        Cache<Object> found = shelves.find(me(), index);
        assertNotNull(found);
        assertSame(Thread.currentThread(), found.owner);
        assertSame(ThreadTable.generation(pool.primary()), found.generation());
        for (int other = 0; other < 128; other++) {
            assertSame(other == index ? found : null, shelves.find(me(), other));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tick", "clear", "close"})
    void whatEndsAGenerationEndsTheMemoryOfIt(String how) {
        TieredPool<Object> pool = pool();
        TieredPool<Object> other = pool();
        use(pool, 3);
        use(other, 4);
        assertNotNull(shelves.find(me(), 3));
        switch (how) {
            case "tick" -> tide.tick();
            case "clear" -> pool.clear();
            default -> pool.close();
        }
        assertNull(shelves.find(me(), 3));
        shelves.remember(Thread.currentThread(), 3, pool);
        shelves.remember(Thread.currentThread(), 3, pool);
        assertNull(shelves.find(me(), 3), "an ended generation is remembered again");
    }

    @Test
    void aPoolWithoutCacheForTheThreadIsNotRemembered() throws Throwable {
        TieredPool<Object> pool = pool();
        shelves.remember(Thread.currentThread(), 3, pool);
        assertNull(shelves.find(me(), 3));
        ThreadKind.VIRTUAL.run(() -> {
            use(pool, 3);
            assertNull(shelves.find(me(), 3));
        });
    }

    /** A platform thread with a chosen id. */
    private final class Runner {
        final Thread thread;
        private final CountDownLatch start = new CountDownLatch(1);
        private final CountDownLatch done = new CountDownLatch(1);
        private final CountDownLatch finish = new CountDownLatch(1);
        private final ThreadKind.Outcome outcome = new ThreadKind.Outcome();
        private volatile ThreadKind.Body body;

        /** Ids are given in order: the others are used up. */
        Runner(long id) {
            Thread next = Thread.ofPlatform().daemon().unstarted(this::live);
            while ((next.threadId() - id) % ROWS != 0) {
                next = Thread.ofPlatform().daemon().unstarted(this::live);
            }
            thread = next;
            thread.start();
            runners.add(this);
        }

        private void live() {
            Failure.await(start);
            outcome.of(body);
            done.countDown();
            Failure.await(finish);
        }

        Runner run(ThreadKind.Body what) throws Throwable {
            body = what;
            start.countDown();
            done.await();
            outcome.rethrow();
            return this;
        }

        void end() throws InterruptedException {
            finish.countDown();
            thread.join();
        }
    }

    private void endAll() throws InterruptedException {
        for (Runner runner : runners) {
            runner.end();
        }
    }

    @Test
    void threadsInOneRowOfASmallTableAreBothRememberedInALargerOne() throws Throwable {
        TieredPool<Object> pool = pool();
        for (int distance = 8; distance < ROWS; distance *= 2) {
            use(pool, 3);
            Runner other = new Runner(me() + distance).run(() -> {
                pool.put(new Object());
                for (int i = 0; i < 12; i++) {
                    use(pool, 3);
                }
            });
            use(pool, 3);
            other.end();
            Cache<Object> mine = shelves.find(me(), 3);
            Cache<Object> others = shelves.find(other.thread.threadId(), 3);
            assertTrue(mine != null && mine.owner == Thread.currentThread(), "mine at " + distance);
            assertTrue(others == null || others.owner == other.thread, "at " + distance);
        }
        endAll();
    }

    @Test
    void ofThreadsInOneRowOfTheLargestTableTheFirstIsRememberedWhileItLives() throws Throwable {
        TieredPool<Object> pool = pool();
        long id = me() + 1;
        for (int rows = 8; rows < ROWS; rows *= 2) {
            new Runner(id).run(() -> use(pool, 3)); // each but the first doubles the table
        }
        Runner first = new Runner(id).run(() -> use(pool, 3));
        assertSame(first.thread, shelves.find(id, 3).owner);
        new Runner(id).run(() -> use(pool, 3));
        assertSame(first.thread, shelves.find(id, 3).owner, "taken from a living thread");
        first.end();
        Runner next = new Runner(id).run(() -> use(pool, 3));
        assertSame(next.thread, shelves.find(id, 3).owner, "a dead thread's cell is not free");
        endAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 128, ROWS})
    void threadsWhoseNumbersCollideKeepTheirOwnBuffers(int stride) throws Throwable {
        BufferPool<byte[]> buffers = BufferPool.byteArrayBuilder().tide(tide)
                .maxRetainedBytes(1 << 20).build();
        var crew = new ArrayList<Worker>();
        for (int i = 0; i < 8; i++) {
            for (int skipped = 1; skipped < stride; skipped++) {
                Thread.ofVirtual().unstarted(() -> { });
            }
            crew.add(new Worker(ThreadKind.PLATFORM));
            crew.getLast().run(() -> { });
        }
        for (int round = 0; round < 50; round++) {
            for (Worker worker : crew) {
                worker.run(() -> stamped(buffers, 500));
            }
        }
        assertTrue(BufferStats.misses(buffers) <= 8, () -> buffers.stats().toString());
        crew.forEach(Worker::close);
        BufferStats.assertBalanced(buffers);
    }

    private static void stamped(BufferPool<byte[]> buffers, int size) {
        byte[] buffer = buffers.get(size);
        BufferKind.stamp(buffer, (byte) me());
        assertTrue(BufferKind.isStamped(buffer, (byte) me()));
        buffers.put(buffer);
    }

    @Test
    void moreThreadsThanRowsKeepTheirOwnBuffers() throws Throwable {
        BufferPool<byte[]> buffers = BufferPool.byteArrayBuilder().tide(tide)
                .maxRetainedBytes(1 << 26).build();
        int threads = 400;
        Race.run(ThreadKind.PLATFORM, threads, i -> {
            for (int n = 0; n < 50; n++) {
                stamped(buffers, 100 + i);
                stamped(buffers, 1);
                if (i == 0 && n % 10 == 0) {
                    tide.tick();
                }
            }
        });
        assertTrue(BufferStats.hits(buffers) > threads * 50, () -> buffers.stats().toString());
        BufferStats.assertBalanced(buffers);
        ((ClassedBufferPool<byte[]>) buffers).checkInvariants();
        tide.tick();
        tide.tick();
        assertEquals(0, BufferStats.retained(buffers));
    }

    @Test
    void anHeirDoesNotUseWhatADeadThreadsCellLeadsTo() throws Throwable {
        BufferPool<byte[]> buffers = BufferPool.byteArrayBuilder().tide(tide)
                .maxRetainedBytes(1 << 20).build();
        for (int round = 0; round < 100; round++) {
            ThreadKind.PLATFORM.run(() -> {
                stamped(buffers, 500);
                stamped(buffers, 500);
            });
        }
        byte[] one = buffers.get(500);
        assertTrue(one != buffers.get(500), "handed out twice");
        assertTrue(BufferStats.misses(buffers) <= 3, () -> buffers.stats().toString());
        ((ClassedBufferPool<byte[]>) buffers).checkInvariants();
        BufferStats.assertBalanced(buffers);
    }
}
