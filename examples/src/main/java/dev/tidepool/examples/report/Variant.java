// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The ways to come by an object that the report compares. */
public enum Variant {
    /** A new object each time. */
    FRESH("fresh", () -> Supplies.from(FreshSupply::new)),
    /** A stack of used objects per thread. */
    THREAD_LOCAL("thread-local", () -> Supplies.from(ThreadLocalSupply::new)),
    /** One concurrent queue of used objects for all threads. */
    QUEUE("queue", () -> Supplies.from(QueueSupply::new)),
    /** {@code dev.tidepool.pool.Pool}, and {@code BufferPool} for the input buffers. */
    TIDEPOOL("tidepool", Supplies::pooled),
    /** As tidepool, but each record's text in a {@link java.lang.foreign.Arena} of its own. */
    JDK_ARENA("jdk-arena", () -> Supplies.withTexts(new ArenaPerRecord())),
    /** As tidepool, but each record's text in a direct buffer of a stack per thread. */
    DIRECT("direct", () -> Supplies.withTexts(new DirectCache())),
    /** As tidepool, but each record's text in a block of a {@code SpanAllocator}. */
    SPAN("span", () -> Supplies.withTexts(new SpanBlocks()));

    private final String label;
    private final Supplier<Supplies> maker;

    Variant(String label, Supplier<Supplies> maker) {
        this.label = label;
        this.maker = maker;
    }

    /** All of them, in the order of the table. */
    public static List<Variant> all() {
        return List.of(values());
    }

    /**
     * The variant of that name.
     *
     * @throws IllegalArgumentException if there is none; the message lists the names
     */
    public static Variant named(String label) {
        return all().stream().filter(variant -> variant.label.equals(label)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + label
                        + "' is none of: " + Arrays.stream(values()).map(Variant::toString)
                                .collect(Collectors.joining(", "))));
    }

    Supplies supplies() {
        return maker.get();
    }

    boolean isOffHeap() {
        return compareTo(TIDEPOOL) > 0;
    }

    @Override
    public String toString() {
        return label;
    }
}
