// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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

/** With zeroOnPut, nothing one user wrote reaches another or lingers. */
@Timeout(60)
@ParameterizedClass(name = "{1} on a {0} thread")
@MethodSource("dev.tidepool.pool.BufferPoolZeroingTest#threads")
class BufferPoolZeroingTest extends ThreadedTest {
    private static final byte SECRET = 42;

    @Parameter(1)
    BufferKind buffers;

    private final BufferRecorder recorder = new BufferRecorder();
    private BufferPool<Object> pool;

    static Stream<Arguments> threads() {
        return onEveryThread((Object[]) BufferKind.values());
    }

    private BufferPoolBuilder<Object> builder() {
        return buffers.builder().tide(Tide.manual()).maxRetainedBytes(100_000_000).zeroOnPut()
                .onEvict(recorder::evict);
    }

    @AfterEach
    void theAccountsBalance() {
        if (pool != null) {
            BufferStats.assertBalanced(pool, recorder);
        }
    }

    private static void assertZeroed(Object buffer) {
        assertTrue(BufferKind.isStamped(buffer, (byte) 0), "something is left");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 9, 1000, 4096, 4097, 70_000, 1 << 20})
    void whatIsKeptIsZeroWhenPutAndWhenHandedOut(int size) {
        pool = builder().build();
        Object buffer = pool.get(size);
        BufferKind.stamp(buffer, SECRET);
        pool.put(buffer);
        assertZeroed(buffer);
        assertSame(buffer, pool.get(size));
        assertZeroed(buffer);
    }

    @Test
    void theWholeCapacityIsZeroedWhateverPositionAndLimit() {
        pool = builder().build();
        for (int i = 0; i <= 1024; i += 64) {
            Object buffer = pool.get(1000);
            assertZeroed(buffer);
            BufferKind.stamp(buffer, SECRET);
            if (buffer instanceof ByteBuffer bytes) {
                bytes.clear().limit(i).position(i / 2).mark().position(i);
            }
            pool.put(buffer);
            assertZeroed(buffer);
        }
        assertEquals(16, BufferStats.hits(pool));
    }

    @Test
    void whatIsDroppedIsZeroedAsWell() {
        pool = builder().maxRetainedBytes(2_000).build();
        var all = new ArrayList<Object>();
        all.add(buffers.make(1001)); // of no class
        all.add(pool.get(3_000)); // beyond the bound
        for (int i = 0; i < 10; i++) {
            all.add(pool.get(1_000)); // of which one fits
        }
        all.add(buffers.make(64)); // from elsewhere
        for (Object buffer : all) {
            putSecret(buffer);
        }
        Object late = pool.get(64);
        pool.close();
        putSecret(late);
    }

    private void putSecret(Object buffer) {
        BufferKind.stamp(buffer, SECRET);
        pool.put(buffer);
        assertZeroed(buffer);
    }

    @Test
    void aViewIsZeroedAndNothingBesideIt() {
        if (!(buffers.make(1) instanceof ByteBuffer)) {
            return;
        }
        pool = builder().build();
        var whole = (ByteBuffer) buffers.make(4096);
        BufferKind.stamp(whole, SECRET);
        ByteBuffer part = whole.slice(1024, 1024);
        pool.put(part);
        assertZeroed(part);
        assertTrue(BufferKind.isStamped(whole.slice(0, 1024), SECRET), "bytes before it");
        assertTrue(BufferKind.isStamped(whole.slice(2048, 2048), SECRET), "bytes behind it");
    }

    @Test
    void whatIsReadOnlyIsDroppedAsItIs() {
        pool = builder().build();
        Object buffer = buffers.make(1024);
        BufferKind.stamp(buffer, SECRET);
        Object readOnly = switch (buffer) {
            case ByteBuffer bytes -> bytes.asReadOnlyBuffer();
            case MemorySegment segment -> segment.asReadOnly();
            default -> new byte[1001]; // arrays are never read-only
        };
        pool.put(readOnly);
        assertEquals(1, BufferStats.unpooled(pool).dropped());
        assertTrue(recorder.hasEvicted(readOnly));
        assertTrue(BufferKind.isStamped(buffer, SECRET));
    }

    @Test
    void theLeasedBufferIsZeroedWhenTheLeaseIsClosed() {
        pool = builder().maxRetainedBytes(50_000).build();
        Object buffer;
        for (int size : new int[] {1, 1000, 100_000}) {
            try (Lease<Object> lease = pool.lease(size)) {
                buffer = lease.get();
                assertZeroed(buffer);
                BufferKind.stamp(buffer, SECRET);
            }
            assertZeroed(buffer);
        }
    }

    @Test
    void resetSeesTheBufferAlreadyZeroedAndHasTheLastWord() {
        var seen = new ArrayList<Boolean>();
        pool = builder().reset(buffer -> {
            seen.add(BufferKind.isStamped(buffer, (byte) 0));
            BufferKind.stamp(buffer, (byte) 5);
        }).build();
        Object buffer = pool.get(1000);
        BufferKind.stamp(buffer, SECRET);
        pool.put(buffer);
        assertEquals(List.of(true), seen);
        assertTrue(BufferKind.isStamped(pool.get(1000), (byte) 5));
    }

    @Test
    void onEvictSeesTheBufferZeroed() {
        var seen = new ArrayList<Boolean>();
        var own = builder().onEvict(
                buffer -> seen.add(BufferKind.isStamped(buffer, (byte) 0))).build();
        Object foreign = buffers.make(1001);
        BufferKind.stamp(foreign, SECRET);
        own.put(foreign);
        Object kept = own.get(1000);
        BufferKind.stamp(kept, SECRET);
        own.put(kept);
        own.close();
        assertEquals(List.of(true, true), seen);
    }

    @Test
    void zeroingCanBeSwitchedOffAgain() {
        pool = builder().zeroOnPut(false).build();
        Object buffer = pool.get(1000);
        BufferKind.stamp(buffer, SECRET);
        pool.put(buffer);
        assertTrue(BufferKind.isStamped(buffer, SECRET));
        var again = builder().zeroOnPut(false).zeroOnPut(true).build();
        Object other = again.get(1000);
        BufferKind.stamp(other, SECRET);
        again.put(other);
        assertZeroed(other);
    }

    @Test
    void nativeMemoryIsZeroed() {
        BufferPool<MemorySegment> segments = BufferPool.<MemorySegment>builder(
                capacity -> Arena.ofAuto().allocate(capacity), s -> (int) s.byteSize())
                .zeroOnPut().tide(Tide.manual()).build();
        MemorySegment segment = segments.get(5000);
        putSecretInto(segments, segment);
        MemorySegment again = segments.get(5000);
        assertEquals(segment.address(), again.address());
        putSecretInto(segments, Arena.ofAuto().allocate(1001));
        BufferStats.assertBalanced(segments);
    }

    private static void putSecretInto(BufferPool<MemorySegment> segments, MemorySegment segment) {
        segment.fill(SECRET);
        segments.put(segment);
        assertZeroed(segment);
    }

    @Test
    void aPutOfAnotherKindOfBufferThrowsAndKeepsNothing() {
        BufferPool<int[]> ints = BufferPool.builder(int[]::new, (int[] array) -> array.length)
                .zeroOnPut().tide(Tide.manual()).onEvict(recorder::evict).build();
        int[] buffer = ints.get(100);
        assertThrows(IllegalStateException.class, () -> ints.put(buffer));
        assertEquals(0, BufferStats.retained(ints));
        int[] foreign = new int[101];
        assertThrows(IllegalStateException.class, () -> ints.put(foreign));
        Lease<int[]> lease = ints.lease(100);
        assertThrows(IllegalStateException.class, lease::close);
        BufferStats.assertBalanced(ints, recorder);
    }

    @Test
    void aBufferThatCannotBeZeroedIsDroppedAndTheReasonReachesTheCaller() throws Throwable {
        BufferPool<MemorySegment> segments = BufferPool.<MemorySegment>builder(
                capacity -> Arena.ofAuto().allocate(capacity), s -> (int) s.byteSize())
                .zeroOnPut().tide(Tide.manual()).onEvict(recorder::evict).build();
        MemorySegment dead;
        try (Arena arena = Arena.ofShared()) {
            dead = arena.allocate(1024);
        }
        assertThrows(IllegalStateException.class, () -> segments.put(dead));
        assertEquals(0, BufferStats.retained(segments));
        BufferStats.assertBalanced(segments, recorder);
        try (Arena mine = Arena.ofConfined()) {
            MemorySegment confined = mine.allocate(1024);
            kind.run(() -> assertThrows(WrongThreadException.class,
                    () -> segments.put(confined)));
        }
        assertEquals(0, BufferStats.retained(segments));
        BufferStats.assertBalanced(segments, recorder);
    }
}
