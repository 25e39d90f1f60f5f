// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One block that is about to be filled. If it cannot be, its caller never learns of it. */
final class FillOrFree implements SegmentAllocator {

    private final SpanAllocator door;
    private @Nullable MemorySegment block;

    private FillOrFree(SpanAllocator door) {
        this.door = door;
    }

    /** {@return what the JDK's own {@code allocateFrom} makes of a block} */
    static MemorySegment of(SpanAllocator door, Function<SegmentAllocator, MemorySegment> fill) {
        FillOrFree one = new FillOrFree(door);
        try {
            return fill.apply(one);
        } catch (Throwable e) {
            MemorySegment lost = one.block;
            if (lost != null) {
                door.free(lost);
            }
            throw e;
        }
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        MemorySegment taken = door.allocateUninitialized(byteSize, byteAlignment);
        block = taken;
        return taken;
    }
}
