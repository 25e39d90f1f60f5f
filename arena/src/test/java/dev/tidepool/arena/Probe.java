// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Something done to an arena, right or wrong, whose answer is compared with the JDK's.
 *
 * @param name what it is
 * @param action what is done
 */
record Probe(String name, Action action) {

    /** May throw whatever it likes. */
    interface Action {
        void on(Arena arena) throws Throwable;
    }

    private static final MemorySegment HEAP = MemorySegment.ofArray(new int[8]);
    private static final MemorySegment SMALL = Arena.global().allocate(32, 8);

    @Override
    public String toString() {
        return name;
    }

    /** What an exception is as far as a contract can say it. */
    static String answer(Arena arena, Action action) {
        try {
            action.on(arena);
            return "fine";
        } catch (OutOfMemoryError e) {
            return "OutOfMemoryError"; // a subclass tells more
        } catch (Throwable e) {
            return e.getClass().getSimpleName();
        }
    }

    static List<Probe> all() {
        List<Probe> probes = new ArrayList<>();
        sizes(probes);
        layouts(probes);
        scalarsAndArrays(probes);
        strings(probes);
        copies(probes);
        probes.add(new Probe("close()", Arena::close));
        probes.add(new Probe("close() twice", arena -> {
            arena.close();
            arena.close();
        }));
        probes.add(new Probe("scope()", Arena::scope));
        return probes;
    }

    private static void allocate(List<Probe> probes, long byteSize, long byteAlignment) {
        probes.add(new Probe("allocate(" + byteSize + ", " + byteAlignment + ")",
                arena -> arena.allocate(byteSize, byteAlignment)));
    }

    private static void sizes(List<Probe> probes) {
        for (long good : new long[] {0, 1, 8, 100, 5000, 100_000}) {
            allocate(probes, good, 1);
            allocate(probes, good, 4096);
            probes.add(new Probe("allocate(" + good + ")", arena -> arena.allocate(good)));
        }
        for (long negative : new long[] {-1, -8, Integer.MIN_VALUE, Long.MIN_VALUE}) {
            for (long alignment : new long[] {1, 8, 3, 0, -1, 1L << 62}) {
                allocate(probes, negative, alignment);
            }
            probes.add(new Probe("allocate(" + negative + ")", arena -> arena.allocate(negative)));
        }
        for (long no : new long[] {0, -1, -8, 3, 6, 4097, Long.MAX_VALUE, Long.MIN_VALUE}) {
            for (long size : new long[] {0, 1, 100, Long.MAX_VALUE}) {
                allocate(probes, size, no);
            }
        }
        allocate(probes, Long.MAX_VALUE, 1);
        allocate(probes, Long.MAX_VALUE - 7, 8);
        allocate(probes, Long.MAX_VALUE / 2, Long.MAX_VALUE / 2 + 1);
        allocate(probes, 1, 1L << 62);
        allocate(probes, 1L << 62, 1L << 62);
        allocate(probes, 1L << 50, 1);
        allocate(probes, 0, 1L << 50);
        probes.add(new Probe("allocate(MAX)", arena -> arena.allocate(Long.MAX_VALUE)));
    }

    private static void layouts(List<Probe> probes) {
        probes.add(new Probe("layout null", arena -> arena.allocate((MemoryLayout) null)));
        probes.add(new Probe("layout null x 4", arena -> arena.allocate(null, 4)));
        probes.add(new Probe("layout null x -4", arena -> arena.allocate(null, -4)));
        probes.add(new Probe("long", arena -> arena.allocate(JAVA_LONG)));
        probes.add(new Probe("empty struct",
                arena -> arena.allocate(MemoryLayout.structLayout())));
        probes.add(new Probe("over-aligned layout",
                arena -> arena.allocate(JAVA_INT.withByteAlignment(1 << 16))));
        for (long count : new long[] {
            0, 5, -1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE / 8, Long.MAX_VALUE / 8 + 1,
            1L << 48
        }) {
            probes.add(new Probe("long x " + count, arena -> arena.allocate(JAVA_LONG, count)));
        }
    }

    private static void scalarsAndArrays(List<Probe> probes) {
        probes.add(new Probe("from int", arena -> arena.allocateFrom(JAVA_INT, 7)));
        probes.add(new Probe("from no layout",
                arena -> arena.allocateFrom((ValueLayout.OfInt) null, 7)));
        probes.add(new Probe("from ints", arena -> arena.allocateFrom(JAVA_INT, 7, 8, 9)));
        probes.add(new Probe("from no ints", arena -> arena.allocateFrom(JAVA_INT, new int[0])));
        probes.add(new Probe("from ints null",
                arena -> arena.allocateFrom(JAVA_INT, (int[]) null)));
        probes.add(new Probe("from ints, no layout",
                arena -> arena.allocateFrom((ValueLayout.OfInt) null, 7, 8)));
        probes.add(new Probe("from bytes null",
                arena -> arena.allocateFrom(JAVA_BYTE, (byte[]) null)));
        probes.add(new Probe("from address",
                arena -> arena.allocateFrom(ADDRESS, MemorySegment.NULL)));
        probes.add(new Probe("from address null",
                arena -> arena.allocateFrom(ADDRESS, (MemorySegment) null)));
        probes.add(new Probe("from no address layout",
                arena -> arena.allocateFrom((AddressLayout) null, SMALL)));
        probes.add(new Probe("from heap address", arena -> arena.allocateFrom(ADDRESS, HEAP)));
        probes.add(new Probe("from an address that is closed", arena -> {
            MemorySegment dead;
            try (Arena other = Arena.ofConfined()) {
                dead = other.allocate(16, 8);
            }
            arena.allocateFrom(ADDRESS, dead);
        }));
        probes.add(new Probe("from ints over-aligned",
                arena -> arena.allocateFrom(JAVA_INT.withByteAlignment(4096), 1, 2)));
        probes.add(new Probe("from int over-aligned",
                arena -> arena.allocateFrom(JAVA_INT.withByteAlignment(64), 1)));
        probes.add(new Probe("from big-endian int",
                arena -> arena.allocateFrom(JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN), 1)));
    }

    private static void strings(List<Probe> probes) {
        probes.add(new Probe("from string", arena -> arena.allocateFrom("flood")));
        probes.add(new Probe("from empty string", arena -> arena.allocateFrom("")));
        probes.add(new Probe("from string null", arena -> arena.allocateFrom((String) null)));
        probes.add(new Probe("from string null, UTF-16",
                arena -> arena.allocateFrom(null, StandardCharsets.UTF_16LE)));
        probes.add(new Probe("from string, charset null",
                arena -> arena.allocateFrom("ebb", null)));
        probes.add(new Probe("from nothing at all",
                arena -> arena.allocateFrom((String) null, null)));
        probes.add(new Probe("from string in a charset without terminator", arena ->
                arena.allocateFrom("ebb", Charset.forName("IBM1047"))));
        probes.add(new Probe("from string with a zero", arena -> arena.allocateFrom("e\0b")));
        probes.add(new Probe("from a lone surrogate", arena -> arena.allocateFrom("\ud800")));
    }

    private static Probe copy(String name, ValueLayout to, MemorySegment source,
            ValueLayout from, long offset, long count) {
        return new Probe("copy " + name,
                arena -> arena.allocateFrom(to, source, from, offset, count));
    }

    private static void copies(List<Probe> probes) {
        ValueLayout big = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
        probes.add(copy("all", JAVA_INT, SMALL, JAVA_INT, 0, 8));
        probes.add(copy("nothing", JAVA_INT, SMALL, JAVA_INT, 32, 0));
        probes.add(copy("from heap", JAVA_INT, HEAP, JAVA_INT, 4, 2));
        probes.add(copy("swapped", big, SMALL, JAVA_INT, 0, 8));
        probes.add(copy("past the end", JAVA_INT, SMALL, JAVA_INT, 0, 9));
        probes.add(copy("from past the end", JAVA_INT, SMALL, JAVA_INT, 36, 0));
        probes.add(copy("from -4", JAVA_INT, SMALL, JAVA_INT, -4, 1));
        probes.add(copy("-1 of them", JAVA_INT, SMALL, JAVA_INT, 0, -1));
        probes.add(copy("too many", JAVA_INT, SMALL, JAVA_INT, 0, Long.MAX_VALUE));
        probes.add(copy("as many as make 0 bytes", JAVA_INT, SMALL, JAVA_INT, 0, 1L << 62));
        probes.add(copy("as many as make 4 bytes", JAVA_INT, SMALL, JAVA_INT, 0, (1L << 62) + 1));
        probes.add(copy("very many", JAVA_INT, SMALL, JAVA_INT, 0, 1L << 48));
        probes.add(copy("of another type", JAVA_LONG, SMALL, JAVA_INT, 0, 1));
        probes.add(copy("misaligned", JAVA_LONG, HEAP, JAVA_LONG, 0, 1));
        probes.add(copy("at an odd offset", JAVA_INT, SMALL, JAVA_INT, 1, 1));
        probes.add(copy("of null", JAVA_INT, null, JAVA_INT, 0, 1));
        probes.add(copy("to no layout", null, SMALL, JAVA_INT, 0, 1));
        probes.add(copy("by no layout", JAVA_INT, SMALL, null, 0, 1));
        probes.add(copy("of null, -1 of them", JAVA_INT, null, JAVA_INT, 0, -1));
        probes.add(new Probe("copy of a segment that is closed", arena -> {
            MemorySegment dead;
            try (Arena other = Arena.ofConfined()) {
                dead = other.allocate(16, 8);
            }
            arena.allocateFrom(JAVA_INT, dead, JAVA_INT, 0, 2);
        }));
        probes.add(new Probe("copy of a segment of another thread", arena -> {
            try (Elsewhere.Worker worker = Elsewhere.PLATFORM.worker()) {
                MemorySegment foreign = worker.call(() -> Arena.ofConfined().allocate(16, 8));
                arena.allocateFrom(JAVA_INT, foreign, JAVA_INT, 0, 2);
            }
        }));
    }
}
