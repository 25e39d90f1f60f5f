// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;

/**
 * Tidepool by segment, with bounds and a lifetime.
 *
 * @param zeroed whether every block is zeroed, as {@code SegmentAllocator} asks for
 */
record TidepoolSegmentSubject(String name, SpanAllocator allocator, boolean zeroed)
        implements BlockSubject<MemorySegment> {

    private static final long ALIGNMENT = 8;

    static TidepoolSegmentSubject uninitialized() {
        return new TidepoolSegmentSubject("tidepoolSegment", SpanAllocator.create(), false);
    }

    static TidepoolSegmentSubject zeroing() {
        return new TidepoolSegmentSubject("tidepoolZeroed", SpanAllocator.create(), true);
    }

    @Override
    public MemorySegment allocate(long size) {
        return zeroed
                ? allocator.allocate(size, ALIGNMENT)
                : allocator.allocateUninitialized(size, ALIGNMENT);
    }

    @Override
    public MemorySegment allocateZeroed(long size) {
        return allocator.allocate(size, ALIGNMENT);
    }

    @Override
    public MemorySegment reallocate(MemorySegment block, long oldSize, long newSize) {
        return allocator.reallocate(block, newSize);
    }

    @Override
    public void free(MemorySegment block) {
        allocator.free(block);
    }

    @Override
    public long address(MemorySegment block) {
        return block.address();
    }

    @Override
    public long alignment() {
        return ALIGNMENT;
    }

    @Override
    public Footprint footprint() {
        return TidepoolSubject.footprint(allocator);
    }

    @Override
    public SystemCalls systemCalls() {
        return TidepoolSubject.systemCalls(allocator);
    }

    @Override
    public long allocateAligned(Store store, int place, long size, long alignment) {
        MemorySegment block = allocator.allocateUninitialized(size, Math.max(1, alignment));
        store.blocks[place] = block;
        return block.address();
    }

    @Override
    public boolean aligns() {
        return true;
    }

    @Override
    public void trim() {
        allocator.trim();
    }

    @Override
    public void close() {
        allocator.close();
    }
}
