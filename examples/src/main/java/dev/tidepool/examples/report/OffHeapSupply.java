// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import dev.tidepool.pool.PoolStats;
import dev.tidepool.spanalloc.SpanStats;
import java.util.List;
import java.util.Optional;

/** Records from a Tidepool pool whose text is outside the heap, as long as they are in use. */
final class OffHeapSupply implements Supply<LineRecord> {

    private final OffHeap offHeap;
    private final Supply<LineRecord> records;

    OffHeapSupply(OffHeap offHeap) {
        this.offHeap = offHeap;
        records = new TidepoolSupply<>(
                Kind.record(() -> new LineRecord(new OffHeapText(offHeap.memory()))));
    }

    @Override
    public LineRecord take() {
        return records.take();
    }

    @Override
    public void give(LineRecord object) {
        // Before the pool may drop it: memory outside the heap would be lost then.
        object.clear();
        records.give(object);
    }

    @Override
    public long created(long taken) {
        return records.created(taken);
    }

    @Override
    public long keptForAll() {
        return records.keptForAll();
    }

    @Override
    public long keptForCaller() {
        return offHeap.keptForCaller();
    }

    @Override
    public long offHeapPeak() {
        return offHeap.peakBytes();
    }

    @Override
    public List<PoolStats> stats() {
        return records.stats();
    }

    @Override
    public Optional<SpanStats> spanStats() {
        return offHeap.stats();
    }

    @Override
    public void close() {
        records.close();
        offHeap.close();
    }
}
