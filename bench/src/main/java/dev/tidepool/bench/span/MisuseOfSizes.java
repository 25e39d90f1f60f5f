// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.OffHeapMemoryError;
import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Sizes that do not exist, and sizes and classes mixed up through reallocation. */
final class MisuseOfSizes {

    private static final int SIZE = Misuse.SIZE;
    private static final int SMALLER = 98; // The same class.
    private static final int LARGER = 10 * SIZE; // Another one.
    private static final long NO_MACHINE = Long.MAX_VALUE / 2;

    private static final Promise NO_MEMORY = Promise.thrown(OffHeapMemoryError.class);

    static final List<Misuse> CASES =
            List.of(
                    refused("allocate a negative size", a -> allocated(a, -1, 1)),
                    refused("allocate with alignment 3", a -> allocated(a, SIZE, 3)),
                    refused("allocate with alignment 0", a -> allocated(a, SIZE, 0)),
                    Misuse.always(
                            "allocate an impossible size",
                            NO_MEMORY,
                            a -> allocated(a, NO_MACHINE, 1)),
                    refused("reallocate to a negative size", a -> reallocated(a, -1)),
                    Misuse.always(
                            "reallocate to an impossible size",
                            NO_MEMORY,
                            a -> reallocated(a, NO_MACHINE)),
                    refused("reallocate an interior address", MisuseOfSizes::insideReallocated),
                    refused("reallocate another arena's segment", MisuseOfSizes::foreign),
                    refused("usableSize of an interior address", MisuseOfSizes::insideUsable),
                    refused("usableSize of a heap segment", MisuseOfSizes::heapUsable),
                    free("reallocate a freed block", MisuseOfSizes::freedReallocated),
                    free("usableSize of a freed block", MisuseOfSizes::freedUsable),
                    free("free of the segment from before a move", MisuseOfSizes::freeMoved),
                    free("both segments of a reallocation freed", MisuseOfSizes::bothFreed),
                    Misuse.always(
                            "store past the new size by the new segment",
                            Misuse.OUT_OF_BOUNDS,
                            MisuseOfSizes::pastNew),
                    new Misuse(
                            "store past the new size by the old segment",
                            MisuseOfSizes::pastNewByOld,
                            Promise.notDetected(
                                    "the old segment must not be used any more (reallocate)"),
                            Misuse.WRITE_COUNTED,
                            Misuse.WRITE_COUNTED),
                    Misuse.always(
                            "free through a segment of another size",
                            Promise.notDetected("only where a segment starts counts (free)"),
                            MisuseOfSizes::otherSize));

    private MisuseOfSizes() {}

    private static Misuse refused(String name, Misuse.Act act) {
        return Misuse.always(name, Misuse.ILLEGAL_ARGUMENT, act);
    }

    private static Misuse free(String name, Misuse.Act act) {
        return Misuse.always(name, Misuse.ILLEGAL_STATE, act);
    }

    private static String allocated(SpanAllocator allocator, long size, long alignment) {
        allocator.allocate(size, alignment);
        return Promise.NOT_DETECTED;
    }

    /** The block must be as it was when the new size is refused. */
    private static String reallocated(SpanAllocator allocator, long size) {
        MemorySegment block = allocator.allocate(SIZE, 1);
        block.fill((byte) 1);
        Throwable refusal = null;
        try {
            allocator.reallocate(block, size);
        } catch (RuntimeException | OffHeapMemoryError e) {
            refusal = e;
        }
        if (!Memory.isFilled(block.address(), SIZE, (byte) 1)) {
            throw new AssertionError("the block lost its contents", refusal);
        }
        allocator.free(block);
        return switch (refusal) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> Promise.NOT_DETECTED;
        };
    }

    private static String insideReallocated(SpanAllocator allocator) {
        allocator.reallocate(allocator.allocate(SIZE, 1).asSlice(16), LARGER);
        return Promise.NOT_DETECTED;
    }

    private static String foreign(SpanAllocator allocator) {
        try (Arena arena = Arena.ofConfined()) {
            allocator.reallocate(arena.allocate(SIZE), LARGER);
        }
        return Promise.NOT_DETECTED;
    }

    private static String insideUsable(SpanAllocator allocator) {
        return usable(allocator, allocator.allocate(SIZE, 1).asSlice(16));
    }

    private static String heapUsable(SpanAllocator allocator) {
        return usable(allocator, MemorySegment.ofArray(new byte[SIZE]));
    }

    private static String freedUsable(SpanAllocator allocator) {
        MemorySegment block = allocator.allocate(SIZE, 1);
        allocator.free(block);
        return usable(allocator, block);
    }

    private static String usable(SpanAllocator allocator, MemorySegment block) {
        return Promise.NOT_DETECTED + ": " + allocator.usableSize(block);
    }

    private static String freedReallocated(SpanAllocator allocator) {
        MemorySegment block = allocator.allocate(SIZE, 1);
        allocator.free(block);
        allocator.reallocate(block, LARGER);
        return Promise.NOT_DETECTED;
    }

    private static String freeMoved(SpanAllocator allocator) {
        MemorySegment block = allocator.allocate(SIZE, 1);
        allocator.reallocate(block, LARGER);
        allocator.free(block);
        return Promise.NOT_DETECTED;
    }

    private static String bothFreed(SpanAllocator allocator) {
        MemorySegment block = allocator.allocate(SIZE, 1);
        MemorySegment same = allocator.reallocate(block, SMALLER);
        allocator.free(same);
        allocator.free(block);
        return Promise.NOT_DETECTED;
    }

    private static String pastNew(SpanAllocator allocator) {
        MemorySegment block = allocator.reallocate(allocator.allocate(SIZE, 1), SMALLER);
        block.set(ValueLayout.JAVA_BYTE, SMALLER, (byte) 1);
        return Promise.NOT_DETECTED;
    }

    private static String pastNewByOld(SpanAllocator allocator) {
        MemorySegment block = allocator.allocate(SIZE, 1);
        MemorySegment smaller = allocator.reallocate(block, SMALLER);
        block.set(ValueLayout.JAVA_BYTE, SMALLER, (byte) 1);
        allocator.free(smaller);
        return Misuse.afterPairs(allocator, Misuse.MANY, SIZE);
    }

    private static String otherSize(SpanAllocator allocator) {
        MemorySegment block = allocator.allocate(SIZE, 1);
        allocator.free(block.asSlice(0, 8));
        return Promise.NOT_DETECTED;
    }
}
