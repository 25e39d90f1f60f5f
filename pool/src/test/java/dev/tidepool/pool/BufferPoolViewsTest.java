// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/** Views of buffers: which are kept, and that no two callers ever share memory by one. */
@Timeout(60)
@ParameterizedClass(name = "{1} pool on a {0} thread")
@MethodSource("dev.tidepool.pool.BufferPoolViewsTest#threads")
class BufferPoolViewsTest extends ThreadedTest {
    private static final int CAPACITY = 4096;
    private static final int PART = 1024; // also the capacity of a class
    private static final int MIN = 1000;

    @Parameter(1)
    BufferFlavour flavour;

    private final BufferRecorder recorder = new BufferRecorder();
    private BufferPool<Object> pool;

    static Stream<Arguments> threads() {
        return onEveryThread((Object[]) BufferFlavour.values());
    }

    private void build(BufferKind buffers) {
        pool = flavour.builder(buffers, recorder).tide(Tide.manual()).maxRetainedBytes(1L << 30)
                .build();
    }

    @AfterEach
    void theAccountsBalance() {
        if (flavour.evicts()) {
            BufferStats.assertBalanced(pool, recorder);
        } else {
            BufferStats.assertBalanced(pool);
        }
    }

    private void assertDropped(String what, ByteBuffer view) {
        BufferStats.warm(pool, view.capacity());
        long dropped = BufferStats.unpooled(pool).dropped();
        long retained = BufferStats.retained(pool);
        pool.put(view);
        assertEquals(dropped + 1, BufferStats.unpooled(pool).dropped(), what);
        assertEquals(retained, BufferStats.retained(pool), what);
        assertEquals(flavour.evicts(), recorder.hasEvicted(view), what);
        ByteBuffer next = get(view.capacity());
        assertNotSame(view, next, what);
        Handout.assertFresh(next, view.capacity());
        if (!view.isReadOnly()) {
            Handout.assertNoSharing(view, next);
        }
    }

    private ByteBuffer get(int minCapacity) {
        return (ByteBuffer) pool.get(minCapacity);
    }

    @Test
    void aHeapPoolDropsWhatIsNotTheWholeOfAnArray() {
        build(BufferKind.HEAP);
        Map<String, ByteBuffer> views = partsOf(get(CAPACITY));
        views.put("part of a wrapped array",
                ByteBuffer.wrap(new byte[CAPACITY], PART, PART).slice());
        views.put("direct", ByteBuffer.allocateDirect(PART));
        views.put("a direct one's part", ByteBuffer.allocateDirect(CAPACITY).slice(0, PART));
        views.put("read-only", ByteBuffer.allocate(PART).asReadOnlyBuffer());
        views.put("a direct one, read-only", ByteBuffer.allocateDirect(PART).asReadOnlyBuffer());
        views.put("memory of an arena", Arena.ofAuto().allocate(PART).asByteBuffer());
        views.put("part of a segment", MemorySegment.ofArray(new byte[CAPACITY])
                .asSlice(PART, PART).asByteBuffer());
        views.forEach(this::assertDropped);
    }

    @Test
    void aDirectPoolDropsWhateverItDidNotMake() {
        build(BufferKind.DIRECT);
        ByteBuffer whole = get(CAPACITY);
        Map<String, ByteBuffer> views = partsOf(whole);
        views.put("all of it as a slice", whole.slice());
        views.put("duplicate", whole.duplicate());
        views.put("read-only", whole.asReadOnlyBuffer());
        views.put("on the heap", ByteBuffer.allocate(PART));
        views.put("from elsewhere", ByteBuffer.allocateDirect(PART));
        views.put("memory of an arena", Arena.ofAuto().allocate(PART).asByteBuffer());
        views.put("a view of a view", whole.duplicate().duplicate());
        views.forEach(this::assertDropped);
        pool.put(whole);
        assertEquals(1, BufferStats.retained(pool), "its own buffer is still kept");
        assertSame(whole, get(CAPACITY));
    }

    private static Map<String, ByteBuffer> partsOf(ByteBuffer whole) {
        whole.clear();
        var views = new LinkedHashMap<String, ByteBuffer>();
        views.put("first part", whole.slice(0, PART));
        views.put("middle part", whole.slice(PART, PART));
        views.put("last part", whole.slice(CAPACITY - PART, PART));
        views.put("a part that begins within a word", whole.slice(3, PART));
        views.put("part of a part", whole.slice(PART, 2 * PART).slice(PART, PART));
        views.put("first part of the first part", whole.slice(0, 2 * PART).slice(0, PART));
        views.put("the rest from a position", whole.duplicate().position(CAPACITY - PART).slice());
        views.put("nothing of it", whole.slice(0, 0));
        views.put("a part read-only", whole.slice(0, PART).asReadOnlyBuffer());
        return views;
    }

    @Test
    void aHeapPoolKeepsWhatIsTheWholeOfAnArray() {
        build(BufferKind.HEAP);
        var views = List.of(ByteBuffer.allocate(PART).duplicate(),
                ByteBuffer.allocate(PART).slice(), ByteBuffer.wrap(new byte[PART]),
                ByteBuffer.wrap(new byte[PART], 100, 50),
                ByteBuffer.allocate(PART).slice(0, PART).duplicate());
        for (ByteBuffer view : views) {
            pool.put(view);
            assertEquals(1, BufferStats.retained(pool));
            ByteBuffer next = get(MIN);
            assertSame(view.array(), next.array());
            Handout.assertFresh(next, MIN);
            assertEquals(PART, next.capacity());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.INCLUDE, names = {"HEAP", "DIRECT"})
    void aBufferComesAsNewHoweverItWasPut(BufferKind buffers) {
        build(buffers);
        for (int position = 0; position <= PART; position += 32) {
            ByteBuffer bytes = get(MIN);
            Handout.assertFresh(bytes, MIN);
            bytes.clear().position(position / 2).mark().position(position)
                    .order(ByteOrder.LITTLE_ENDIAN);
            pool.put(bytes);
            int min = PART - position % 100;
            ByteBuffer next = get(min);
            assertSame(bytes, next);
            Handout.assertFresh(next, min);
            next.clear().limit(position).position(position).mark();
            pool.put(next);
        }
        try (Lease<Object> lease = pool.lease(MIN)) {
            Handout.assertFresh((ByteBuffer) lease.get(), MIN);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.INCLUDE, names = {"HEAP", "DIRECT"})
    void aNewBufferHasTheLimitAskedForEvenBeyondTheClasses(BufferKind buffers) {
        pool = flavour.builder(buffers, recorder).tide(Tide.manual()).maxRetainedBytes(8_000)
                .build();
        for (int min : new int[] {1, 5, 9, 1000, 4097, 8_000, 8_001, 100_001}) {
            Handout.assertFresh(get(min), min);
        }
        pool.close();
        Handout.assertFresh(get(1001), 1001);
    }

    @Test
    void aPoolOfAnyBuffersHandsOutByteBuffersAsNew() {
        for (boolean direct : new boolean[] {false, true}) {
            BufferPool<ByteBuffer> own = BufferPool.of(
                    direct ? ByteBuffer::allocateDirect : ByteBuffer::allocate,
                    ByteBuffer::capacity);
            ByteBuffer bytes = own.get(MIN);
            Handout.assertFresh(bytes, MIN);
            bytes.position(7).mark().position(9).order(ByteOrder.LITTLE_ENDIAN);
            own.put(bytes);
            Handout.assertFresh(own.get(MIN - 1), MIN - 1);
            own.close();
        }
        build(BufferKind.HEAP);
    }

    @Test
    void aPoolOfAnyBuffersDropsWhatIsReadOnly() {
        var evicted = new BufferRecorder();
        BufferPool<ByteBuffer> bytes = BufferPool.builder(ByteBuffer::allocate,
                ByteBuffer::capacity).onEvict(evicted::evict).build();
        BufferStats.warm(bytes, PART);
        ByteBuffer readOnly = ByteBuffer.allocate(PART).asReadOnlyBuffer();
        bytes.put(readOnly);
        assertEquals(0, BufferStats.retained(bytes));
        assertEquals(1, BufferStats.unpooled(bytes).dropped());
        BufferPool<MemorySegment> segments = BufferPool.builder(
                capacity -> MemorySegment.ofArray(new byte[capacity]),
                segment -> (int) segment.byteSize()).onEvict(evicted::evict).build();
        BufferStats.warm(segments, PART);
        MemorySegment segment = MemorySegment.ofArray(new byte[PART]).asReadOnly();
        segments.put(segment);
        assertEquals(0, BufferStats.retained(segments));
        assertEquals(1, BufferStats.unpooled(segments).dropped());
        assertEquals(2, evicted.evictions());
        bytes.close();
        segments.close();
        build(BufferKind.HEAP);
    }
}
