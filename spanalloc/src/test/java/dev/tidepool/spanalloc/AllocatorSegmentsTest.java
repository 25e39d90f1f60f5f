// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that the JDK's segment allocators do. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.spanalloc.Setting#all")
class AllocatorSegmentsTest extends AllocatorContract {
    private final List<MemorySegment> blocks = new ArrayList<>();

    private MemorySegment keep(long byteSize, long byteAlignment, MemorySegment block) {
        assertEquals(byteSize, block.byteSize());
        assertEquals(0, block.address() % byteAlignment, "misaligned");
        blocks.add(block);
        return block;
    }

    @AfterEach
    void freeEverything() {
        blocks.forEach(allocator::free);
    }

    @Test
    void anAllocatorStandsInForTheJdks() {
        SegmentAllocator jdk = allocator;
        Bytes.assertZero(keep(100, 1, jdk.allocate(100)));
        Bytes.assertZero(keep(100, 64, jdk.allocate(100, 64)));
        Bytes.assertZero(keep(8, 8, jdk.allocate(JAVA_LONG)));
        Bytes.assertZero(keep(400, 4, jdk.allocate(JAVA_INT, 100)));
        Bytes.assertZero(keep(0, 4, jdk.allocate(JAVA_INT, 0)));
    }

    @Test
    void aLayoutIsServedWithItsAlignment() {
        MemoryLayout point = MemoryLayout.structLayout(
                        JAVA_INT.withName("x"),
                        JAVA_INT.withName("y"),
                        MemoryLayout.paddingLayout(24))
                .withByteAlignment(32);
        Bytes.assertZero(keep(32, 32, allocator.allocate(point)));
        Bytes.assertZero(keep(96, 32, allocator.allocate(point, 3)));
        assertThrows(IllegalArgumentException.class, () -> allocator.allocate(JAVA_INT, -1));
        assertThrows(IllegalArgumentException.class,
                () -> allocator.allocate(JAVA_LONG, Long.MAX_VALUE / 4));
    }

    @Test
    void textIsCopied() {
        MemorySegment text = keep(13, 1, allocator.allocateFrom("low t\u00efdes\u00b7"));
        assertEquals("low t\u00efdes\u00b7", text.getString(0));
        MemorySegment wide =
                keep(10, 2, allocator.allocateFrom("ebb!", StandardCharsets.UTF_16LE));
        assertEquals("ebb!", wide.getString(0, StandardCharsets.UTF_16LE));
        keep(1, 1, allocator.allocateFrom(""));
    }

    @Test
    void valuesAreCopied() {
        assertEquals(-7,
                keep(1, 1, allocator.allocateFrom(JAVA_BYTE, (byte) -7)).get(JAVA_BYTE, 0));
        assertEquals('c', keep(2, 2, allocator.allocateFrom(JAVA_CHAR, 'c')).get(JAVA_CHAR, 0));
        assertEquals(-9,
                keep(2, 2, allocator.allocateFrom(JAVA_SHORT, (short) -9)).get(JAVA_SHORT, 0));
        assertEquals(1 << 30,
                keep(4, 4, allocator.allocateFrom(JAVA_INT, 1 << 30)).get(JAVA_INT, 0));
        assertEquals(2.5f, keep(4, 4, allocator.allocateFrom(JAVA_FLOAT, 2.5f)).get(JAVA_FLOAT, 0));
        assertEquals(1L << 60,
                keep(8, 8, allocator.allocateFrom(JAVA_LONG, 1L << 60)).get(JAVA_LONG, 0));
        assertEquals(0.25,
                keep(8, 8, allocator.allocateFrom(JAVA_DOUBLE, 0.25)).get(JAVA_DOUBLE, 0));
        MemorySegment target = keep(8, 8, allocator.allocate(8, 8));
        assertEquals(target.address(),
                keep(8, 8, allocator.allocateFrom(ADDRESS, target)).get(ADDRESS, 0).address());
    }

    @Test
    void arraysAreCopied() {
        byte[] bytes = Bytes.counting(1000);
        assertArrayEquals(bytes,
                keep(1000, 1, allocator.allocateFrom(JAVA_BYTE, bytes)).toArray(JAVA_BYTE));
        int[] ints = {1, 2, 3, Integer.MIN_VALUE};
        assertArrayEquals(ints,
                keep(16, 4, allocator.allocateFrom(JAVA_INT, ints)).toArray(JAVA_INT));
        long[] longs = {Long.MAX_VALUE, 0, -1};
        assertArrayEquals(longs,
                keep(24, 8, allocator.allocateFrom(JAVA_LONG, longs)).toArray(JAVA_LONG));
        double[] doubles = {1.5, Double.NaN, -0.0};
        assertArrayEquals(doubles,
                keep(24, 8, allocator.allocateFrom(JAVA_DOUBLE, doubles)).toArray(JAVA_DOUBLE));
        char[] chars = {'t', 'i', 'd', 'e'};
        assertArrayEquals(chars,
                keep(8, 2, allocator.allocateFrom(JAVA_CHAR, chars)).toArray(JAVA_CHAR));
        short[] shorts = {1, -1};
        assertArrayEquals(shorts,
                keep(4, 2, allocator.allocateFrom(JAVA_SHORT, shorts)).toArray(JAVA_SHORT));
        float[] floats = {};
        assertArrayEquals(floats,
                keep(0, 4, allocator.allocateFrom(JAVA_FLOAT, floats)).toArray(JAVA_FLOAT));
    }

    @Test
    void aPartOfAnotherSegmentIsCopied() {
        MemorySegment source = MemorySegment.ofArray(new int[] {1, 2, 3, 4, 5});
        MemorySegment copy = keep(12, 4, allocator.allocateFrom(
                JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN), source, JAVA_INT, 4, 3));
        assertArrayEquals(new int[] {2, 3, 4},
                copy.toArray(JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN)));
    }

    @Test
    void aBlockIsSharedByAllThreads() throws Throwable {
        MemorySegment block = keep(8, 8, allocator.allocate(JAVA_LONG));
        Elsewhere.PLATFORM.run(() -> block.set(JAVA_LONG, 0, 42));
        Elsewhere.VIRTUAL.run(() -> assertEquals(42, block.get(JAVA_LONG, 0)));
    }

    @Test
    void aBlockIsBounded() {
        MemorySegment block = keep(10, 1, allocator.allocate(10));
        ValueLayout.OfByte octet = JAVA_BYTE;
        assertThrows(IndexOutOfBoundsException.class, () -> block.get(octet, 10));
        assertThrows(IndexOutOfBoundsException.class, () -> block.set(octet, -1, (byte) 1));
        assertThrows(IndexOutOfBoundsException.class, () -> block.asSlice(0, 11));
    }

    @Test
    void aPrefixAllocatorOverABlockWorks() {
        MemorySegment block = keep(4096, 16, allocator.allocate(4096, 16));
        SegmentAllocator slices = SegmentAllocator.slicingAllocator(block);
        assertEquals(block.address(), slices.allocate(16, 16).address());
        assertEquals(block.address() + 16, slices.allocate(16, 16).address());
    }

    @Test
    void whatCannotBeFilledIsNotTaken() {
        MemorySegment source = MemorySegment.ofArray(new byte[10]);
        assertThrows(IndexOutOfBoundsException.class,
                () -> allocator.allocateFrom(JAVA_BYTE, source, JAVA_BYTE, 5, 6));
        assertThrows(IllegalArgumentException.class,
                () -> allocator.allocateFrom(JAVA_INT, source, JAVA_BYTE, 0, 4));
        assertThrows(IllegalArgumentException.class,
                () -> allocator.allocateFrom(ADDRESS, source)); // heap memory has no address
        assertEquals(0, allocator.stats().liveBlocks());
    }
}
