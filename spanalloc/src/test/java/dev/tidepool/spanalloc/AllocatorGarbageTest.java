// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Once the code is compiled and the spans are there, an allocation and a free leave nothing for the
 * collector, whatever the size, and however many blocks are out.
 */
@ExtendWith(RefusedMemory.class)
@Timeout(120)
class AllocatorGarbageTest {

    private static final ThreadMXBean THREADS =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int[] SIZES = {8, 16, 64, 100, 128, 1000, 4096, 32_768, 100_000};
    private static final List<Integer> OUTSTANDING = List.of(1, 20, 1000);
    /** Of large blocks that are free as many as the allocator keeps. */
    private static final long KEPT_BYTES = 32 << 20;

    private static final int WINDOW_BLOCKS = 10_000;
    private static final int WINDOWS = 200;
    private static final int TOLERATED_BYTES = 200; // of the measurement itself

    private static final int FRESH_BYTES = 64 << 10;
    private static final int FIRST_BYTES = 80 << 10; // a reference for each page of a region

    private SpanAllocator made;
    private final SpanAllocator allocator =
            SpanAllocator.builder().backgroundScavenger(false).build();

    /** Blocks of one size, which are allocated together and freed together. */
    private interface Blocks {
        void allocate();

        void free();
    }

    private record Addresses(SpanAllocator allocator, int byteSize, long[] held)
            implements Blocks {

        @Override
        public void allocate() {
            for (int i = 0; i < held.length; i++) {
                held[i] = allocator.allocateAddress(byteSize);
            }
        }

        @Override
        public void free() {
            for (long address : held) {
                allocator.freeAddress(address);
            }
        }
    }

    private record Segments(
            SpanAllocator allocator, int byteSize, MemorySegment[] held, boolean zero)
            implements Blocks {

        @Override
        public void allocate() {
            for (int i = 0; i < held.length; i++) {
                held[i] = zero ? allocator.allocate(byteSize, 8)
                        : allocator.allocateUninitialized(byteSize, 8);
            }
        }

        @Override
        public void free() {
            for (MemorySegment block : held) {
                allocator.free(block);
            }
        }
    }

    /** One phase of a round, on one thread or another. {@return bytes it left} */
    private interface Phase {
        long measure(Runnable body) throws Throwable;
    }

    static Stream<Arguments> kept() {
        return pairs(OUTSTANDING);
    }

    /** Without those where each block would cost a rendezvous. */
    static Stream<Arguments> handedOver() {
        return pairs(OUTSTANDING.subList(1, OUTSTANDING.size()));
    }

    private static Stream<Arguments> pairs(List<Integer> outstanding) {
        return Arrays.stream(SIZES).boxed().flatMap(size -> outstanding.stream()
                .filter(count -> size <= SizeClasses.MAX_SMALL
                        || (long) size * count <= KEPT_BYTES)
                .map(count -> Arguments.of(size, count)));
    }

    @AfterEach
    void close() {
        allocator.close();
    }

    private Blocks addresses(int byteSize, int outstanding) {
        return new Addresses(allocator, byteSize, new long[outstanding]);
    }

    private Blocks segments(int byteSize, int outstanding, boolean zero) {
        return new Segments(allocator, byteSize, new MemorySegment[outstanding], zero);
    }

    @ParameterizedTest
    @MethodSource("kept")
    void addressesMakeNone(int byteSize, int outstanding) throws Throwable {
        assertNoGarbage(outstanding, addresses(byteSize, outstanding));
    }

    @ParameterizedTest
    @MethodSource("kept")
    void segmentsMakeNone(int byteSize, int outstanding) throws Throwable {
        assertNoGarbage(outstanding, segments(byteSize, outstanding, false));
    }

    @ParameterizedTest
    @MethodSource("kept")
    void zeroedSegmentsMakeNone(int byteSize, int outstanding) throws Throwable {
        assertNoGarbage(outstanding, segments(byteSize, outstanding, true));
    }

    /** The allocating thread and the freeing one, measured each by itself. */
    @ParameterizedTest
    @MethodSource("handedOver")
    void addressesThatAnotherThreadFreesMakeNone(int byteSize, int outstanding)
            throws Throwable {
        assertNoneHandedOver(outstanding, addresses(byteSize, outstanding));
    }

    @ParameterizedTest
    @MethodSource("handedOver")
    void segmentsThatAnotherThreadFreesMakeNone(int byteSize, int outstanding)
            throws Throwable {
        assertNoneHandedOver(outstanding, segments(byteSize, outstanding, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 1000, 100_000})
    void blocksOfVirtualThreadsMakeNone(int byteSize) throws Throwable {
        Elsewhere.VIRTUAL.run(() -> {
            assertNone(20, addresses(byteSize, 20), AllocatorGarbageTest::inTotal,
                    AllocatorGarbageTest::inTotal);
            assertNone(20, segments(byteSize, 20, false),
                    AllocatorGarbageTest::inTotal, AllocatorGarbageTest::inTotal);
        });
    }

    /** The documented exception: beyond what is kept at hand, a large block costs its span. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void largeBlocksBeyondTheCacheCostNoMoreThanTheirSpans(boolean segments) throws Throwable {
        int outstanding = 1000;
        long most = 512L * rounds(outstanding) * outstanding;
        Blocks blocks = segments ? segments(100_000, outstanding, false)
                : addresses(100_000, outstanding);
        long least = least(outstanding, blocks, AllocatorGarbageTest::here,
                AllocatorGarbageTest::here, most);
        assertTrue(least <= most, () -> least + " bytes");
    }

    /** On the Java heap, before the first block and with it; of off-heap memory it has none. */
    @Test
    void aFreshAllocatorIsSmall() throws Throwable {
        allocator.allocateAddress(8); // loads the classes
        allocator.freeAddress(allocator.allocateAddress(100_000));
        long fresh = here(() -> made = SpanAllocator.builder().backgroundScavenger(false).build());
        assertEquals(0, made.stats().reserved());
        long first = here(() -> made.allocateAddress(8));
        made.close();
        assertTrue(fresh <= FRESH_BYTES && first <= FIRST_BYTES,
                () -> fresh + " bytes, and " + first + " for its first block");
    }

    private static void assertNoGarbage(int outstanding, Blocks blocks)
            throws Throwable {
        assertNone(outstanding, blocks, AllocatorGarbageTest::here,
                AllocatorGarbageTest::here);
    }

    private static void assertNoneHandedOver(int outstanding, Blocks blocks)
            throws Throwable {
        try (Elsewhere.Worker freer = Elsewhere.PLATFORM.worker()) {
            assertNone(outstanding, blocks, AllocatorGarbageTest::here,
                    body -> freer.call(() -> here(body)));
        }
    }

    private static void assertNone(int outstanding, Blocks blocks,
            Phase allocating, Phase freeing) throws Throwable {
        long least = least(outstanding, blocks, allocating, freeing, TOLERATED_BYTES);
        assertTrue(least <= TOLERATED_BYTES, () -> least + " bytes for "
                + rounds(outstanding) + " times " + outstanding + " blocks");
    }

    /** The best of many windows: the first ones run uncompiled, and a compiler may come between. */
    private static long least(int outstanding, Blocks blocks,
            Phase allocating, Phase freeing, long enough) throws Throwable {
        long least = Long.MAX_VALUE;
        for (int window = 0; window < WINDOWS && least > enough; window++) {
            long bytes = 0;
            for (int i = rounds(outstanding); i > 0; i--) {
                bytes += allocating.measure(blocks::allocate);
                bytes += freeing.measure(blocks::free);
            }
            least = Math.min(least, bytes);
        }
        return least;
    }

    private static int rounds(int outstanding) {
        return WINDOW_BLOCKS / Math.max(20, outstanding);
    }

    private static long here(Runnable body) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        body.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** A virtual thread's share cannot be told from that of the others. */
    private static long inTotal(Runnable body) {
        long before = THREADS.getTotalThreadAllocatedBytes();
        body.run();
        return THREADS.getTotalThreadAllocatedBytes() - before;
    }
}
