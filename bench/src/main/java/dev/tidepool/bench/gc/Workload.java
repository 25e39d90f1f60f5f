// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import java.util.function.Function;

/**
 * What is done. Rates are chosen so that one processor of a common machine is busy for a third of
 * the time at most.
 */
enum Workload {
    LARGE_BUFFERS("large-buffers", "a buffer of 64 KiB to 1 MiB, a quarter of it written",
            500, LargeBuffers.OPS, LargeBuffers::new),
    STRUCTURES("structures", "a costly table and scratch of 12 KiB, with 30 % of the heap live",
            500, Structures.OPS,
            variant -> new Structures(variant, Runtime.getRuntime().maxMemory())),
    IN_FLIGHT("in-flight", "a message of 200 bytes, given back 20 000 messages later",
            1000, InFlight.OPS, InFlight::new),
    CARD_MARKS("card-marks", "a message with four references to new objects",
            500, CardMarks.OPS, CardMarks::new),
    SMALL_OBJECTS("small-objects", "two vectors of three numbers that never leave the method",
            500, SmallObjects.OPS, SmallObjects::new);

    final String label;
    /** What one operation uses. */
    final String about;
    /** Requests per second of the fixed schedule. */
    final int rate;
    /** Operations in a request. */
    final int ops;

    private final Function<Variant, Task> tasks;

    Workload(String label, String about, int rate, int ops, Function<Variant, Task> tasks) {
        this.label = label;
        this.about = about;
        this.rate = rate;
        this.ops = ops;
        this.tasks = tasks;
    }

    Task task(Variant variant) {
        return tasks.apply(variant);
    }

    @Override
    public String toString() {
        return label;
    }
}
