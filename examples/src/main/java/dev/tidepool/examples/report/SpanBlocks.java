// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import dev.tidepool.spanalloc.SpanAllocator;
import dev.tidepool.spanalloc.SpanStats;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A block of a {@link SpanAllocator}, freed with the record. */
final class SpanBlocks implements OffHeap, TextMemory {

    private final SpanAllocator allocator = SpanAllocator.builder().name("record texts").build();

    @Override
    public TextMemory memory() {
        return this;
    }

    @Override
    public MemorySegment allocate(long bytes) {
        return allocator.allocateUninitialized(OffHeap.rounded(bytes), 1);
    }

    @Override
    public MemorySegment grow(MemorySegment block, long used, long bytes) {
        return allocator.reallocate(block, OffHeap.rounded(bytes));
    }

    @Override
    public void free(MemorySegment block) {
        allocator.free(block);
    }

    @Override
    public long peakBytes() {
        return allocator.stats().peakResident();
    }

    @Override
    public Optional<SpanStats> stats() {
        return Optional.of(allocator.stats());
    }

    @Override
    public void close() {
        allocator.close();
    }
}
