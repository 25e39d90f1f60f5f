// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.pool.Tide;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.infra.Blackhole;

/** A benchmark of a peer that is not used as it should be compares nothing. */
class BufferSubjectsTest {

    private static final int FIXED = 32 << 10;
    private static final int SIZE = 3000;

    // Those that know one size only.
    private static final List<String> FIXED_SIZE =
            List.of("tidepoolPool", "tidepoolPoolBounded", "lucene");

    private final Tide tide = Tide.manual();
    private final Blackhole hole =
            new Blackhole(
                    "Today's password is swordfish. I understand instantiating Blackholes directly"
                            + " is dangerous.");

    static List<String> names() {
        return Subjects.NAMES;
    }

    static Stream<String> namesForAllSizes() {
        return names().stream().filter(name -> !FIXED_SIZE.contains(name));
    }

    static Stream<String> pools() {
        return names().stream()
                .filter(name -> !name.startsWith("fresh") && !name.equals(Subjects.CONSTANT));
    }

    static Stream<String> poolsThatCount() {
        return pools().filter(name -> !name.startsWith("netty"));
    }

    static Stream<String> nestingPoolsThatCount() {
        return poolsThatCount().filter(name -> !name.equals("threadLocalGrowing"));
    }

    @SuppressWarnings("unchecked")
    private Subject<Object> open(String name) {
        return (Subject<Object>) Subjects.open(name, FIXED, tide);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                PairBenchmark.class,
                HistogramBenchmark.class,
                HistogramFastThreadBenchmark.class,
                BatchBenchmark.class,
                HandOffBenchmark.class,
                VirtualTaskBenchmark.class
            })
    void aNameInABenchmarkIsKnown(Class<?> benchmark) throws NoSuchFieldException {
        String[] inBenchmark = benchmark.getField("subject").getAnnotation(Param.class).value();
        assertTrue(names().containsAll(List.of(inBenchmark)));
    }

    @ParameterizedTest
    @MethodSource("namesForAllSizes")
    void aBufferHoldsWhatWasAskedFor(String name) {
        try (Subject<Object> subject = open(name)) {
            for (int size : new int[] {1, 2, 16, 1023, 1024, 1025, 16_385, 100_000, 1 << 20}) {
                Object buffer = subject.get(size);
                assertTrue(subject.capacity(buffer) >= size, () -> name + ": " + size);
                subject.touch(buffer, size, hole);
                subject.put(buffer);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everySubjectSurvivesUse(String name) {
        try (Subject<Object> subject = open(name)) {
            Object[] held = new Object[100];
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < held.length; i++) {
                    held[i] = subject.get(1 + 7 * i);
                    subject.touch(held[i], 1 + 7 * i, hole);
                }
                for (Object buffer : held) {
                    subject.put(buffer);
                }
                subject.turn();
            }
        }
    }

    /** Where the memory is, whatever handle it came in. */
    private static Object memory(Object buffer) {
        return switch (buffer) {
            case PageRecyclerSubject.Page page -> page.bytes();
            case RetainableByteBuffer retainable -> retainable.getByteBuffer().array();
            case ByteBuf buf -> buf.array();
            case ByteBuffer heap when heap.hasArray() -> heap.array();
            default -> buffer;
        };
    }

    @ParameterizedTest
    @MethodSource("pools")
    void aPoolHandsOutAgainWhatWasPut(String name) {
        try (Subject<Object> subject = open(name)) {
            Object first = subject.get(SIZE);
            Object memory = memory(first);
            subject.put(first);
            Object second = subject.get(SIZE);
            assertSame(memory, memory(second));
            subject.put(second);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fresh", "freshHeap", "freshDirect"})
    void noPoolHandsOutNothingTwice(String name) {
        try (Subject<Object> subject = open(name)) {
            Object first = subject.get(SIZE);
            subject.put(first);
            assertNotSame(memory(first), memory(subject.get(SIZE)));
            assertEquals(0, subject.retainedBytes());
        }
    }

    @ParameterizedTest
    @MethodSource("poolsThatCount")
    void whatIsMadeIsCountedOnce(String name) {
        try (Subject<Object> subject = open(name)) {
            for (int i = 0; i < 10; i++) {
                subject.put(subject.get(SIZE));
            }
            assertEquals(1, subject.made());
        }
    }

    @Test
    void aRecyclerOfPagesMakesWhatIsLargerEachTime() {
        try (Subject<Object> subject = open("pageRecycler")) {
            for (int i = 0; i < 2; i++) {
                subject.put(subject.get(PageRecyclerSubject.PAGE_BYTES + 1));
            }
            assertEquals(2, subject.made());
            assertEquals(0, subject.retainedBytes());
        }
    }

    @ParameterizedTest
    @MethodSource("nestingPoolsThatCount")
    void whatIsKeptIsCountedInBytes(String name) {
        try (Subject<Object> subject = open(name)) {
            Object first = subject.get(SIZE);
            Object second = subject.get(SIZE);
            assertNotSame(memory(first), memory(second));
            long expected = subject.capacity(first) + subject.capacity(second);
            subject.put(first);
            subject.put(second);
            assertEquals(2, subject.made());
            assertEquals(expected, subject.retainedBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nettyPooled", "nettyPooledCached", "nettyAdaptive", "nettyAdaptiveCached"})
    void nettyCutsBuffersOutOfChunksThatItKeeps(String name) {
        try (Subject<Object> subject = open(name)) {
            subject.put(subject.get(SIZE));
            assertTrue(subject.retainedBytes() >= SIZE);
            assertEquals(Subject.UNKNOWN, subject.made());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tidepool",
                "tidepoolHeap",
                "tidepoolDirect",
                "tidepoolPool",
                "tidepoolPoolBounded"
            })
    void oursKeepNothingAfterTwoTurnsWithoutUse(String name) {
        try (Subject<Object> subject = open(name)) {
            subject.put(subject.get(SIZE));
            subject.turn();
            subject.turn();
            assertEquals(0, subject.retainedBytes());
        }
    }

    @Test
    void anUnknownNameIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Subjects.open("nobody", SIZE, tide));
    }

    @Test
    void sizesAreThoseThatOccurAndTheSameEachTime() {
        int[] occurring = Sizes.occurring();
        assertTrue(occurring.length > 5000);
        int[] drawn = Sizes.drawn(0);
        assertEquals(Sizes.DRAWN, drawn.length);
        assertTrue(Arrays.stream(drawn).distinct().count() > 1000);
        assertArrayEquals(drawn, Sizes.drawn(0));
        assertTrue(Arrays.mismatch(drawn, Sizes.drawn(1)) >= 0);
    }
}
