// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OffHeapTextTest {

    static Stream<OffHeap> everyOffHeap() {
        return Stream.of(new ArenaPerRecord(), new DirectCache(), new SpanBlocks());
    }

    @ParameterizedTest
    @MethodSource("everyOffHeap")
    void itHoldsWhatABufferOnTheHeapHolds(OffHeap offHeap) {
        try (offHeap) {
            Random random = new Random(42);
            OffHeapText text = new OffHeapText(offHeap.memory());
            for (int line = 0; line < 2000; line++) {
                GrowingBuffer expected = new GrowingBuffer(8);
                for (int part = random.nextInt(4); part > 0; part--) {
                    byte[] bytes = bytes(random, random.nextInt(line % 100 == 0 ? 9000 : 200));
                    int from = random.nextInt(bytes.length + 1);
                    text.append(bytes, from, bytes.length - from);
                    expected.append(bytes, from, bytes.length - from);
                }
                text.dropLast((byte) '\r');
                expected.dropLast((byte) '\r');
                assertHolds(expected, text);
                text.clear();
                assertEquals(0, text.size());
                assertEquals(0, text.offHeapBytes());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyOffHeap")
    void whatNeedsEscapingMostComesOutWhole(OffHeap offHeap) {
        try (offHeap) {
            OffHeapText text = new OffHeapText(offHeap.memory());
            text.append(new byte[LineSplitter.LONGEST], 0, LineSplitter.LONGEST);
            GrowingBuffer out = new GrowingBuffer(1);
            out.append("\"".getBytes(StandardCharsets.US_ASCII));
            text.escapeTo(out);
            assertEquals("\"" + "\\u0000".repeat(LineSplitter.LONGEST), out.toString());
            text.clear();
        }
    }

    @ParameterizedTest
    @MethodSource("everyOffHeap")
    void aRecordThatIsGivenBackHoldsNothing(OffHeap offHeap) {
        try (OffHeapSupply supply = new OffHeapSupply(offHeap)) {
            for (int bytes : new int[] {1, 100, 60_000}) {
                LineRecord record = supply.take();
                record.text.append(new byte[bytes], 0, bytes);
                assertTrue(record.text.offHeapBytes() >= bytes);
                supply.give(record);
                assertEquals(0, record.text.offHeapBytes());
                supply.spanStats().ifPresent(stats -> assertEquals(0, stats.liveBlocks()));
            }
        }
    }

    @Test
    void anArenaEndsWithItsRecord() {
        TextMemory memory = new ArenaPerRecord().memory();
        MemorySegment first = memory.allocate(10);
        MemorySegment larger = memory.grow(first, 10, 100);
        assertTrue(first.scope().isAlive());
        memory.free(larger);
        assertFalse(first.scope().isAlive());
        assertFalse(larger.scope().isAlive());
        MemorySegment next = memory.allocate(10);
        assertTrue(next.scope().isAlive());
        memory.free(next);
    }

    @Test
    void aDirectBufferIsUsedAgainByItsThreadIfItIsLargeEnough() {
        DirectCache cache = new DirectCache();
        MemorySegment first = cache.allocate(100);
        assertEquals(128, first.byteSize());
        cache.free(first);
        assertEquals(1, cache.keptForCaller());
        assertTrue(first == cache.allocate(120));
        cache.free(first);
        assertEquals(256, cache.allocate(129).byteSize());
        assertEquals(0, cache.keptForCaller());
        assertTrue(cache.peakBytes() >= 256, "peak " + cache.peakBytes());
    }

    @Test
    void fewSizesOccur() {
        List<Long> sizes = new ArrayList<>();
        for (long bytes : new long[] {1, 64, 65, 128, 129, 65_536, 65_537}) {
            sizes.add(OffHeap.rounded(bytes));
        }
        assertEquals(List.of(64L, 64L, 128L, 128L, 256L, 65_536L, 131_072L), sizes);
    }

    @Test
    void thePeakOfSpansIsWhatTheAllocatorHadResident() {
        try (SpanBlocks blocks = new SpanBlocks()) {
            blocks.free(blocks.allocate(100_000));
            assertTrue(blocks.peakBytes() >= 131_072, "peak " + blocks.peakBytes());
        }
    }

    private static void assertHolds(GrowingBuffer expected, LineText text) {
        assertEquals(expected.size(), text.size());
        assertEquals(expected.toString(), text.toString());
        GrowingBuffer one = new GrowingBuffer(1);
        GrowingBuffer other = new GrowingBuffer(1);
        expected.escapeTo(one);
        text.escapeTo(other);
        assertEquals(one.toString(), other.toString());
    }

    /** Letters, and now and then anything. */
    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = random.nextInt(5) > 0 ? (byte) ('a' + random.nextInt(26))
                    : (byte) random.nextInt();
        }
        if (length > 0 && random.nextBoolean()) {
            bytes[length - 1] = '\r';
        }
        return bytes;
    }
}
