// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.sun.management.ThreadMXBean;
import dev.tidepool.arena.ArenaPool;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/**
 * A call of C from a hot loop needs memory for a moment: here a string in, a struct out. An arena
 * of a pool gives it for less than the JDK's price, by a change of one word.
 *
 * <p>The function is {@code char *strptime(const char *, const char *, struct tm *)} of the C
 * library, as found on Linux and macOS.
 *
 * <pre>
 * mvn -Pexample -Dmain=Example06_CallC
 * </pre>
 */
public final class Example06_CallC {

    private static final StructLayout TM =
            MemoryLayout.structLayout(
                    JAVA_INT.withName("tm_sec"),
                    JAVA_INT.withName("tm_min"),
                    JAVA_INT.withName("tm_hour"),
                    JAVA_INT.withName("tm_mday"),
                    JAVA_INT.withName("tm_mon"),
                    JAVA_INT.withName("tm_year"),
                    JAVA_INT.withName("tm_wday"),
                    JAVA_INT.withName("tm_yday"),
                    JAVA_INT.withName("tm_isdst"),
                    MemoryLayout.paddingLayout(4),
                    JAVA_LONG.withName("tm_gmtoff"),
                    ADDRESS.withName("tm_zone"));
    private static final long DAY = offset("tm_mday");
    private static final long MONTH = offset("tm_mon");
    private static final long YEAR = offset("tm_year");
    private static final int FIRST_YEAR = 1900;

    private static final MethodHandle STRPTIME = strptime();
    private static final MemorySegment FORMAT = Arena.global().allocateFrom("%Y-%m-%d");
    private static final ArenaPool POOL = ArenaPool.create();

    private static final String[] DATES = {"2024-02-29", "1999-12-31", "2038-01-19", "1970-01-01"};

    private Example06_CallC() {}

    public static void main(String[] args) {
        run(System.out, 21, 100_000);
    }

    // ---- the three ways

    static int withJdk(String date) {
        try (Arena arena = Arena.ofConfined()) {
            return parse(arena, date);
        }
    }

    static int withTidepool(String date) {
        try (Arena arena = POOL.confined()) {
            return parse(arena, date);
        }
    }

    /** {@return year, month and day as one number, 20240229} */
    private static int parse(Arena arena, String date) {
        return parse(arena.allocateFrom(date), arena.allocate(TM));
    }

    /** The call alone, for who has the memory already. */
    private static int parse(MemorySegment date, MemorySegment tm) {
        MemorySegment end;
        try {
            end = (MemorySegment) STRPTIME.invokeExact(date, FORMAT, tm);
        } catch (Throwable e) {
            throw new AssertionError(e); // C throws nothing.
        }
        if (end.address() == 0) {
            throw new IllegalArgumentException("no date: " + date.getString(0));
        }
        int year = tm.get(JAVA_INT, YEAR) + FIRST_YEAR;
        return 10_000 * year + 100 * (tm.get(JAVA_INT, MONTH) + 1) + tm.get(JAVA_INT, DAY);
    }

    // ---- the comparison

    /** What is timed. */
    private static final class Way {

        final String name;
        private final Call call;
        private final double[] nanos;
        private final double[] bytes;

        private interface Call {
            int call(int i);
        }

        Way(String name, int rounds, Call call) {
            this.name = name;
            this.call = call;
            nanos = new double[rounds];
            bytes = new double[rounds];
        }

        long measure(int round, int calls) {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long sum = 0;
            long before = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            for (int i = 0; i < calls; i++) {
                sum += call.call(i);
            }
            nanos[round] = (double) (System.nanoTime() - start) / calls;
            bytes[round] = (double) (threads.getCurrentThreadAllocatedBytes() - before) / calls;
            return sum;
        }

        /** {@return the median of the second half of the rounds: the first warms up} */
        private static double median(double[] rounds) {
            double[] late = Arrays.copyOfRange(rounds, rounds.length / 2, rounds.length);
            Arrays.sort(late);
            return late[late.length / 2];
        }

        double medianNanos() {
            return median(nanos);
        }

        double medianBytes() {
            return median(bytes);
        }
    }

    static void run(PrintStream out, int rounds, int calls) {
        MemorySegment[] texts = new MemorySegment[DATES.length];
        Arrays.setAll(texts, i -> Arena.global().allocateFrom(DATES[i]));
        MemorySegment tm = Arena.global().allocate(TM);
        int last = DATES.length - 1; // a power of two less one
        Way alone = new Way("the call alone", rounds, i -> parse(texts[i & last], tm));
        Way jdk = new Way("Arena.ofConfined()", rounds, i -> withJdk(DATES[i & last]));
        Way ours = new Way("ArenaPool.confined()", rounds, i -> withTidepool(DATES[i & last]));
        for (int round = 0; round < rounds; round++) {
            long sum = alone.measure(round, calls);
            if (jdk.measure(round, calls) != sum || ours.measure(round, calls) != sum) {
                throw new AssertionError("the ways do not agree");
            }
        }
        out.printf("# strptime(\"%s\", \"%%Y-%%m-%%d\", tm), %d x %d calls%n%n",
                DATES[0], rounds, calls);
        out.printf("%-22s %8s %8s%n", "memory", "ns/call", "B/call");
        for (Way way : new Way[] {alone, jdk, ours}) {
            out.printf(Locale.ROOT, "%-22s %8.1f %8.1f%n",
                    way.name, way.medianNanos(), way.medianBytes());
        }
        double call = alone.medianNanos();
        out.printf(Locale.ROOT,
                "%n# Tidepool's calls take %.2f of the time of the JDK's;"
                        + " without the call itself it is %.2f%n",
                ours.medianNanos() / jdk.medianNanos(),
                (ours.medianNanos() - call) / (jdk.medianNanos() - call));
    }

    private static long offset(String field) {
        return TM.byteOffset(groupElement(field));
    }

    @SuppressWarnings("restricted") // A call of C is as safe as its declaration is right.
    private static MethodHandle strptime() {
        Linker linker = Linker.nativeLinker();
        MemorySegment function =
                linker.defaultLookup()
                        .find("strptime")
                        .orElseThrow(
                                () ->
                                        new UnsupportedOperationException(
                                                "this system's C library has no strptime"));
        return linker.downcallHandle(
                function, FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }
}
