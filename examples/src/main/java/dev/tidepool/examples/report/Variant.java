// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The ways to come by an object that the report compares. */
public enum Variant {
    /** A new object each time. */
    FRESH("fresh", FreshSupply::new),
    /** A stack of used objects per thread. */
    THREAD_LOCAL("thread-local", ThreadLocalSupply::new),
    /** One concurrent queue of used objects for all threads. */
    QUEUE("queue", QueueSupply::new),
    /** {@code dev.tidepool.pool.Pool}. */
    TIDEPOOL("tidepool", TidepoolSupply::new);

    private final String label;
    private final Supply.Maker maker;

    Variant(String label, Supply.Maker maker) {
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
        return Supplies.from(maker);
    }

    @Override
    public String toString() {
        return label;
    }
}
