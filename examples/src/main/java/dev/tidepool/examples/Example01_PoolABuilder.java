// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples;

import com.sun.management.ThreadMXBean;
import dev.tidepool.pool.Pool;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A builder with room for a page costs that room at each use. From a pool it costs nothing: what
 * is left is the text itself. The change is a get, a put, and who clears the builder.
 *
 * <p>Here parts of a template write into it. Where a builder is never passed on, the JIT may remove
 * its allocation, and there is nothing to win.
 *
 * <pre>
 * mvn -Pexample -Dmain=Example01_PoolABuilder
 * </pre>
 */
public final class Example01_PoolABuilder {

    private static final int ROOM = 4096;
    private static final String[] NAMES = {"tide", "wave", "reef", "surf"};

    private static final List<BiConsumer<StringBuilder, String>> TEMPLATE =
            List.of(
                    (builder, name) -> builder.append("Hello, "),
                    StringBuilder::append,
                    (builder, name) -> builder.append('!'));

    private static final Pool<StringBuilder> BUILDERS =
            Pool.builder(() -> new StringBuilder(ROOM))
                    .reset(builder -> builder.setLength(0))
                    .build();

    private Example01_PoolABuilder() {}

    public static void main(String[] args) {
        run(System.out, 100_000);
    }

    // ---- the ways

    static String withNew(String name) {
        StringBuilder builder = new StringBuilder(ROOM);
        return greet(builder, name);
    }

    static String withPool(String name) {
        StringBuilder builder = BUILDERS.get();
        String text = greet(builder, name);
        BUILDERS.put(builder);
        return text;
    }

    /** The same, if an exception must not cost the builder. */
    static String withLease(String name) {
        try (var lease = BUILDERS.lease()) {
            return greet(lease.get(), name);
        }
    }

    private static String greet(StringBuilder builder, String name) {
        for (int i = 0; i < TEMPLATE.size(); i++) { // an iterator would be garbage, too
            TEMPLATE.get(i).accept(builder, name);
        }
        return builder.toString();
    }

    // ---- what it shows

    static void run(PrintStream out, int greetings) {
        StringBuilder mine = new StringBuilder(ROOM);
        Function<String, String> alone =
                name -> {
                    mine.setLength(0);
                    return greet(mine, name);
                };
        out.printf("# bytes allocated for each of %d greetings%n%n", greetings);
        show(out, "the text alone", alone, greetings);
        show(out, "a new builder", Example01_PoolABuilder::withNew, greetings);
        show(out, "a pooled builder", Example01_PoolABuilder::withPool, greetings);
        out.printf("%n# the pool made %d, and answered %.2f %% of the gets without%n",
                BUILDERS.stats().misses(), 100 * BUILDERS.stats().hitRate());
        out.printf("# a lease says the same: %s%n", withLease(NAMES[0]));
    }

    private static void show(
            PrintStream out, String way, Function<String, String> greeting, int greetings) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long characters = greeting.apply(NAMES[0]).length(); // the first use sets a pool up
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < greetings; i++) {
            characters += greeting.apply(NAMES[i % NAMES.length]).length();
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        if (characters != (greetings + 1) * 12L) {
            throw new AssertionError("not what was to be said");
        }
        out.printf("%-18s %6d%n", way, bytes / greetings);
    }
}
