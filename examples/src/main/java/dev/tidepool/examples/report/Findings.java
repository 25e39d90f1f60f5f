// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that the report says, before it is put into a table or on a page. */
record Findings(Settings settings, Environment environment, Corpus corpus, String threads,
        String allocatedBy, List<Result> results) {

    private static final List<String> OFF_HEAP_NOTES = List.of(
            "Off the heap, jdk-arena, direct and span keep the text of a record until it is "
                    + "escaped: in a confined arena that is closed with the record; in a direct "
                    + "buffer that goes back to a stack of its thread; in a block of a "
                    + "SpanAllocator that is freed with the record. All else they do as tidepool, "
                    + "which is what to compare them with.",
            "Peak off-heap bytes are for jdk-arena what records in use asked for at once, at "
                    + "most; for direct the buffers that the collector had not taken yet; for span "
                    + "all that the allocator ever had resident, its caches and free slots "
                    + "included. What deflaters and the JDK's file channels use is in none of "
                    + "them.");

    /** How the figures were come by. */
    String summary() {
        return results.size() + " variants of the same work, " + threads + ", "
                + Experiment.ROUNDS + " rounds of "
                + Text.significant(settings.seconds() / Experiment.ROUNDS) + " s each.";
    }

    /** Holds for every result: else there were no findings. */
    String checksum() {
        return String.format("Checksum of what was shipped: %016x, the same for all variants.",
                results.getFirst().checksum());
    }

    /** The pool against no reuse, where both were measured. */
    Optional<String> headline() {
        Optional<Result> fresh = result(Variant.FRESH);
        Optional<Result> pool = result(Variant.TIDEPOOL);
        if (fresh.isEmpty() || pool.isEmpty()) {
            return Optional.empty();
        }
        double rate = 100 * (pool.get().medianRate() / fresh.get().medianRate() - 1);
        String allocation = fresh.get().allocated() < 0 ? "" : "Fresh objects allocate "
                + Text.significant(fresh.get().allocatedPerByte())
                + " bytes per byte of input, Tidepool "
                + Text.significant(pool.get().allocatedPerByte()) + ". ";
        return Optional.of(allocation + String.format(
                "Tidepool's throughput is %.1f %% %s%s, with %s instead of %d.",
                Math.abs(rate), rate < 0 ? "lower" : "higher",
                fresh.get().overlaps(pool.get()) ? " (the rounds overlap)" : "",
                Text.count(pool.get().collections().collections(), "collection"),
                fresh.get().collections().collections()));
    }

    /** What the rows of the table mean, a sentence or two for each. */
    List<String> notes() {
        List<String> notes = new ArrayList<>(List.of(
                "Input: 1 MB is 1 000 000 bytes. The rate is the median of the rounds, with the "
                        + "slowest and the fastest round below it.",
                "Allocated bytes are counted for " + allocatedBy + ".",
                "Collections and pauses come from the JVM's notifications, with pauses in whole "
                        + "milliseconds. Work that a collector does beside the program is a "
                        + "collection but no pause; a thread that must wait for memory meanwhile "
                        + "shows in the times per record.",
                "A record's time runs from the end of the record before it, so reading and "
                        + "deflating are part of it; waiting for the network is not.",
                "Objects are input buffers, growing buffers, records and deflaters. A hit is an "
                        + "object that had been used before.",
                "Two tides: two collections, each followed by a tick of the pools' tide. "
                        + "Retained objects are those kept for reuse by live threads or for all."));
        if (!offHeap().isEmpty()) {
            notes.addAll(OFF_HEAP_NOTES);
        }
        return notes;
    }

    /** Those of the variants that keep records off the heap. */
    List<Result> offHeap() {
        return results.stream().filter(r -> Variant.named(r.name()).isOffHeap()).toList();
    }

    private Optional<Result> result(Variant variant) {
        return results.stream().filter(r -> r.name().equals(variant.toString())).findFirst();
    }
}
