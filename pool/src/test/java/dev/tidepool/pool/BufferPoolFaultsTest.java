// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that the first version had: each test failed then. */
@Timeout(60)
class BufferPoolFaultsTest {
    private final Tide tide = Tide.manual();
    private final BufferRecorder recorder = new BufferRecorder();

    /** A buffer whose capacity its user may change. */
    private static final class Growing {
        int capacity;

        Growing(int capacity) {
            this.capacity = capacity;
        }
    }

    private record Fake(int capacity) {
    }

    @ParameterizedTest
    @EnumSource(names = {"OFF", "MISUSE"})
    void aLeasedBufferIsPutBackByTheCapacityItHasThen(Checks checks) {
        BufferPool<Growing> pool = BufferPool.builder(Growing::new, (Growing g) -> g.capacity)
                .tide(tide).checks(checks).onEvict(recorder::evict).build();
        Growing shrunk;
        try (Lease<Growing> lease = pool.lease(100)) {
            shrunk = lease.get();
            shrunk.capacity = 10;
        }
        assertEquals(112, pool.get(100).capacity, "smaller than asked for");
        assertEquals(10, BufferStats.retainedBytes(pool));
        try (Lease<Growing> lease = pool.lease(100)) {
            lease.get().capacity = 1001;
        }
        assertEquals(1, BufferStats.unpooled(pool).dropped());
        BufferStats.assertBalanced(pool, recorder);
    }

    @Test
    void withChecksASecondPutOfABufferOfNoClassIsRefused() {
        BufferPool<byte[]> pool = BufferPool.byteArrayBuilder().tide(tide)
                .checks(Checks.MISUSE).maxRetainedBytes(1000).onEvict(recorder::evict).build();
        byte[] large = pool.get(2000);
        pool.put(large);
        assertThrows(IllegalStateException.class, () -> pool.put(large));
        recorder.assertNoFaults();
    }

    @Test
    void withChecksABufferOfNoClassThatIsLeasedCannotBePut() {
        BufferPool<byte[]> pool = BufferPool.byteArrayBuilder().tide(tide)
                .checks(Checks.MISUSE).maxRetainedBytes(1000).onEvict(recorder::evict).build();
        try (Lease<byte[]> lease = pool.lease(2000)) {
            assertThrows(IllegalStateException.class, () -> pool.put(lease.get()));
        }
        recorder.assertNoFaults();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 2000})
    void theAnswerToADoublePutNamesThePlaceOfTheUser(int size) {
        BufferPool<byte[]> pool = BufferPool.byteArrayBuilder().tide(tide)
                .checks(Checks.MISUSE).maxRetainedBytes(1000).build();
        byte[] buffer = pool.get(size);
        pool.put(buffer);
        var error = assertThrows(IllegalStateException.class, () -> pool.put(buffer));
        assertTrue(error.getMessage().contains(" at ") && error.getMessage()
                .contains(BufferPoolFaultsTest.class.getSimpleName()), error::getMessage);
    }

    @Test
    void whatIsOnTheHeapAndWhatIsDirectAreNotMixed() {
        BufferPool<ByteBuffer> heap = BufferPool.of(ByteBuffer::allocate, ByteBuffer::capacity);
        heap.put(ByteBuffer.allocateDirect(1024));
        assertFalse(heap.get(1000).isDirect());
        BufferPool<ByteBuffer> direct =
                BufferPool.of(ByteBuffer::allocateDirect, ByteBuffer::capacity);
        direct.put(ByteBuffer.allocate(1024));
        assertTrue(direct.get(1000).isDirect());
        heap.close();
        direct.close();
    }

    @Test
    void byteBuffersMayBeCountedInUnitsSmallerThanBytes() {
        BufferPool<ByteBuffer> nibbles = BufferPool.<ByteBuffer>builder(
                size -> ByteBuffer.allocate((size + 1) / 2), bytes -> 2 * bytes.capacity())
                .tide(tide).onEvict(recorder::evict).build();
        ByteBuffer bytes = nibbles.get(100);
        assertEquals(56, bytes.capacity());
        nibbles.put(bytes);
    }

    @Test
    void aNewBufferWhoseCapacityCannotBeToldIsLetGoOf() {
        BufferPool<byte[]> pool = BufferPool.<byte[]>builder(byte[]::new, buffer -> {
            throw new UnsupportedOperationException();
        }).tide(tide).onEvict(recorder::evict).build();
        assertThrows(UnsupportedOperationException.class, () -> pool.get(100));
        assertEquals(1, recorder.evictions());
    }

    @Test
    void aBufferWhoseCapacityCannotBeToldAnyMoreIsLetGoOf() {
        BufferPool<Growing> pool = BufferPool.builder(Growing::new, (Growing growing) -> {
            if (growing.capacity < 0) {
                throw new IllegalStateException("gone");
            }
            return growing.capacity;
        }).tide(tide).onEvict(recorder::evict).build();
        Growing growing = pool.get(100);
        growing.capacity = -1;
        assertThrows(IllegalStateException.class, () -> pool.put(growing));
        assertEquals(1, recorder.evictions());
        assertEquals(1, BufferStats.unpooled(pool).dropped());
    }

    @Test
    void aSegmentThatIsNotAliveIsLetGoOf() {
        BufferPool<MemorySegment> pool = BufferPool.of(
                size -> Arena.ofAuto().allocate(size), s -> (int) s.byteSize());
        MemorySegment dead;
        try (Arena arena = Arena.ofConfined()) {
            dead = arena.allocate(64);
        }
        pool.put(dead);
        assertTrue(pool.get(64).scope().isAlive());
    }

    @Test
    void whatWasTakenAfterATickAndDroppedIsNotKeptBesideAWholeBound() throws Throwable {
        int size = 1 << 20;
        BufferPool<byte[]> pool = BufferPool.byteArrayBuilder().tide(tide)
                .maxRetainedBytes(3L * size).build();
        List<WeakReference<byte[]>> old = new ArrayList<>();
        fill(pool, size, old);
        tide.tick();
        for (int i = 0; i < 3; i++) {
            pool.get(size); // and never put back
        }
        List<WeakReference<byte[]>> next = new ArrayList<>();
        fill(pool, size, next);
        assertEquals(3L * size, BufferStats.retainedBytes(pool));
        long kept = Gc.clears(old) + next.stream().filter(one -> !one.refersTo(null)).count();
        assertTrue(kept <= 3, () -> kept + " buffers reachable, where 3 are allowed");
        BufferStats.assertBalanced(pool);
    }

    private static void fill(BufferPool<byte[]> pool, int size, List<WeakReference<byte[]>> all) {
        for (int i = 0; i < 3; i++) {
            var buffer = new byte[size];
            all.add(new WeakReference<>(buffer));
            pool.put(buffer);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 1024})
    void oneClassKeepsSome65536BuffersWithinTheBound(int size) {
        int count = 300_000;
        BufferPool<Fake> pool = BufferPool.builder(Fake::new, Fake::capacity).tide(tide)
                .maxRetainedBytes((long) count * size).build();
        var fake = new Fake(size);
        for (int i = 0; i < count; i++) {
            pool.put(fake);
        }
        long retained = BufferStats.retained(pool);
        assertTrue(retained >= 1 << 16 && retained < count, () -> retained + " retained");
    }
}
