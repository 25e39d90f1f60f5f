// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What is allocated with contents has the contents, size and alignment it has in the JDK. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.arena.Setting#all")
class AllocateFromTest extends ArenaContract {

    private record Form(long byteAlignment, Function<SegmentAllocator, MemorySegment> make) {}

    private static final MemorySegment SOURCE = MemorySegment.ofArray(new long[] {
        0x0102_0304_0506_0708L, -1, 42, Long.MIN_VALUE, 0x1122_3344_5566_7788L
    });

    private static List<Form> forms() {
        List<Form> forms = new ArrayList<>();
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            for (long times : new long[] {1, 2, 8, 512}) {
                scalars(forms, order, times);
            }
            arrays(forms, order);
            copies(forms, order);
        }
        strings(forms);
        return forms;
    }

    private static void scalars(List<Form> forms, ByteOrder order, long times) {
        forms.add(new Form(times, a ->
                a.allocateFrom(JAVA_BYTE.withByteAlignment(times), (byte) -3)));
        forms.add(new Form(2 * times, a -> a.allocateFrom(
                JAVA_SHORT.withOrder(order).withByteAlignment(2 * times), (short) 0x1234)));
        forms.add(new Form(2 * times, a -> a.allocateFrom(
                JAVA_CHAR.withOrder(order).withByteAlignment(2 * times), '\u20ac')));
        forms.add(new Form(4 * times, a -> a.allocateFrom(
                JAVA_INT.withOrder(order).withByteAlignment(4 * times), 0x1234_5678)));
        forms.add(new Form(4 * times, a -> a.allocateFrom(
                JAVA_FLOAT.withOrder(order).withByteAlignment(4 * times), 1.5f)));
        forms.add(new Form(8 * times, a -> a.allocateFrom(
                JAVA_LONG.withOrder(order).withByteAlignment(8 * times), Long.MIN_VALUE + 77)));
        forms.add(new Form(8 * times, a -> a.allocateFrom(
                JAVA_DOUBLE.withOrder(order).withByteAlignment(8 * times), Math.PI)));
        forms.add(new Form(8 * times, a -> a.allocateFrom(
                ADDRESS.withOrder(order).withByteAlignment(8 * times),
                MemorySegment.ofAddress(0x1234_5678_9abcL))));
    }

    private static void arrays(List<Form> forms, ByteOrder order) {
        for (int length : new int[] {0, 1, 2, 3, 17, 1500}) {
            forms.add(new Form(1, a -> a.allocateFrom(JAVA_BYTE, new byte[length])));
            forms.add(new Form(2, a -> a.allocateFrom(
                    JAVA_SHORT.withOrder(order), filled(new short[length]))));
            forms.add(new Form(2, a -> a.allocateFrom(
                    JAVA_CHAR.withOrder(order), "x".repeat(length).toCharArray())));
            forms.add(new Form(4, a -> a.allocateFrom(
                    JAVA_INT.withOrder(order), filled(new int[length]))));
            forms.add(new Form(1, a -> a.allocateFrom(
                    ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), filled(new int[length]))));
            forms.add(new Form(4, a -> a.allocateFrom(
                    JAVA_FLOAT.withOrder(order), new float[length])));
            forms.add(new Form(8, a -> a.allocateFrom(
                    JAVA_LONG.withOrder(order), filled(new long[length]))));
            forms.add(new Form(2, a -> a.allocateFrom(
                    JAVA_LONG.withOrder(order).withByteAlignment(2), filled(new long[length]))));
            forms.add(new Form(8, a -> a.allocateFrom(
                    JAVA_DOUBLE.withOrder(order), new double[length])));
        }
    }

    private static short[] filled(short[] array) {
        for (int i = 0; i < array.length; i++) {
            array[i] = (short) (i * 257 + 1);
        }
        return array;
    }

    private static int[] filled(int[] array) {
        for (int i = 0; i < array.length; i++) {
            array[i] = i * 0x0101_0101 + 7;
        }
        return array;
    }

    private static long[] filled(long[] array) {
        for (int i = 0; i < array.length; i++) {
            array[i] = i * 0x0102_0304_0506_0708L + 9;
        }
        return array;
    }

    private static void copies(List<Form> forms, ByteOrder order) {
        ValueLayout ints = JAVA_INT.withOrder(order);
        ValueLayout longs = JAVA_LONG.withOrder(order);
        for (long count : new long[] {0, 1, 4}) {
            forms.add(new Form(4, a -> a.allocateFrom(ints, SOURCE, JAVA_INT, 8, count)));
            forms.add(new Form(1, a -> a.allocateFrom(JAVA_BYTE, SOURCE, JAVA_BYTE, 3, count)));
            forms.add(new Form(8, a -> a.allocateFrom(
                    longs, SOURCE, ValueLayout.JAVA_LONG_UNALIGNED, 0, count)));
        }
    }

    private static void strings(List<Form> forms) {
        for (String text : List.of("", "ebb", "fl\u00f6d", "\u20ac uro", "\ud83c\udf0a wave",
                "x".repeat(1000), "\u00e9".repeat(3000), "a\0b")) {
            forms.add(new Form(1, a -> a.allocateFrom(text)));
            for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.US_ASCII,
                    StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16,
                    StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE,
                    StandardCharsets.UTF_32LE)) {
                forms.add(new Form(1, a -> a.allocateFrom(text, charset)));
            }
        }
    }

    @Test
    void contentsAreTheJdksThoughTheMemoryWasDirty() {
        try (Arena model = Arena.ofConfined()) {
            for (Form form : forms()) {
                leaveDirt();
                try (Arena arena = open()) {
                    arena.allocate(1, 1);
                    MemorySegment made = form.make.apply(arena);
                    MemorySegment expected = form.make.apply(model);
                    assertEquals(expected.byteSize(), made.byteSize());
                    assertEquals(-1, made.mismatch(expected), () -> "contents of " + made);
                    Segments.assertAligned(made, form.byteAlignment);
                    Segments.assertZero(arena.allocate(100, 1));
                }
            }
        }
    }

    private void leaveDirt() {
        try (Arena arena = open()) {
            Segments.dirty(arena.allocate(1000, 1));
        }
    }

    @Test
    void eachIsOneAllocationOfItsSize() {
        if (!setting.isOurs()) {
            return;
        }
        try (PooledArena arena = openOurs()) {
            for (Form form : forms()) {
                long before = arena.allocatedBytes();
                MemorySegment made = form.make.apply(arena);
                assertEquals(made.byteSize(), arena.allocatedBytes() - before);
            }
        }
    }

    @Test
    void theySurviveTheirNeighbours() {
        try (Arena arena = open()) {
            List<MemorySegment> all = new ArrayList<>();
            var apart = new Segments.Apart();
            List<Form> forms = forms();
            for (Form form : forms) {
                MemorySegment made = form.make.apply(arena);
                all.add(made);
                apart.add(made);
                Segments.dirty(arena.allocate(3, 1));
            }
            try (Arena model = Arena.ofConfined()) {
                for (int i = 0; i < forms.size(); i++) {
                    MemorySegment expected = forms.get(i).make.apply(model);
                    assertEquals(-1, all.get(i).mismatch(expected));
                }
            }
            assertTrue(all.stream().allMatch(made -> made.scope().equals(arena.scope())));
        }
    }
}
