// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/** A {@link SpanAllocator} that is recorded, with its methods. */
public final class RecordedSpans implements SegmentAllocator {

    private final TraceRecorder recorder;
    private final SpanAllocator allocator;

    RecordedSpans(TraceRecorder recorder, SpanAllocator allocator) {
        this.recorder = recorder;
        this.allocator = allocator;
    }

    /** As {@link SpanAllocator#allocate(long, long)}. */
    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        MemorySegment block = allocator.allocate(byteSize, byteAlignment);
        recorder.allocated(block.address(), byteSize, asked(byteAlignment));
        return block;
    }

    /** As {@link SpanAllocator#allocateUninitialized}. */
    public MemorySegment allocateUninitialized(long byteSize, long byteAlignment) {
        MemorySegment block = allocator.allocateUninitialized(byteSize, byteAlignment);
        recorder.allocated(block.address(), byteSize, asked(byteAlignment));
        return block;
    }

    /** As {@link SpanAllocator#allocateAddress}. */
    public long allocateAddress(long byteSize) {
        long address = allocator.allocateAddress(byteSize);
        recorder.allocated(address, byteSize, 0);
        return address;
    }

    /** As {@link SpanAllocator#free}. */
    public void free(MemorySegment block) {
        recorder.freeing(block.address());
        allocator.free(block);
    }

    /** As {@link SpanAllocator#freeAddress}. */
    public void freeAddress(long address) {
        recorder.freeing(address);
        allocator.freeAddress(address);
    }

    /** As {@link SpanAllocator#reallocate}. */
    public MemorySegment reallocate(MemorySegment block, long newByteSize) {
        MemorySegment[] moved = new MemorySegment[1];
        recorder.reallocated(
                block.address(),
                newByteSize,
                () -> {
                    moved[0] = allocator.reallocate(block, newByteSize);
                    return moved[0].address();
                });
        return moved[0];
    }

    /** What every allocator gives anyway is not worth a word in the trace. */
    static long asked(long alignment) {
        return alignment <= Long.BYTES ? 0 : alignment;
    }
}
