// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import dev.tidepool.pool.PoolStats;
import dev.tidepool.spanalloc.SpanStats;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/** Everything the pipeline takes and gives back: the one thing in which the variants differ. */
record Supplies(
        Supply<ByteBuffer> inputs,
        Supply<GrowingBuffer> buffers,
        Supply<LineRecord> records,
        Supply<Deflater> deflaters) implements AutoCloseable {

    static Supplies from(Supply.Maker maker) {
        return new Supplies(maker.make(Kind.INPUT), maker.make(Kind.BUFFER),
                maker.make(Kind.RECORD), maker.make(Kind.DEFLATER));
    }

    /** Tidepool's pools. */
    static Supplies pooled() {
        return pooled(new TidepoolSupply<>(Kind.RECORD));
    }

    /** Tidepool's pools, but records whose text is outside the heap. */
    static Supplies withTexts(OffHeap offHeap) {
        return pooled(new OffHeapSupply(offHeap));
    }

    private static Supplies pooled(Supply<LineRecord> records) {
        return new Supplies(new BufferSupply(Kind.INPUT.name(), Kind.INPUT_BYTES),
                new TidepoolSupply<>(Kind.BUFFER), records, new TidepoolSupply<>(Kind.DEFLATER));
    }

    /** Objects created so far, when {@code taken} tells how many of each kind were taken. */
    long created(Taken taken) {
        return inputs.created(taken.inputs) + buffers.created(taken.buffers)
                + records.created(taken.records) + deflaters.created(taken.deflaters);
    }

    long keptForAll() {
        return sum(Supply::keptForAll);
    }

    long keptForCaller() {
        return sum(Supply::keptForCaller);
    }

    long offHeapPeak() {
        return sum(Supply::offHeapPeak);
    }

    List<SpanStats> spanStats() {
        return all().map(Supply::spanStats).flatMap(Optional::stream).toList();
    }

    List<PoolStats> stats() {
        return all().map(Supply::stats).flatMap(List::stream).toList();
    }

    @Override
    public void close() {
        all().forEach(Supply::close);
    }

    private long sum(ToLongFunction<Supply<?>> count) {
        return all().mapToLong(count).sum();
    }

    private Stream<Supply<?>> all() {
        return Stream.of(inputs, buffers, records, deflaters);
    }
}
