// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Frees of what is free already, and of what never was a block. */
final class MisuseOfFree {

    private static final int SIZE = Misuse.SIZE;

    static final List<Misuse> CASES =
            List.of(
                    twice("double free, plain", MisuseOfFree::doubleFree),
                    twice("double free after 1024 other frees", MisuseOfFree::doubleFreeLater),
                    twice("double free of two, interleaved", MisuseOfFree::interleaved),
                    new Misuse(
                            "double free after reuse",
                            MisuseOfFree::doubleFreeAfterReuse,
                            Promise.notDetected(
                                    "second free of a slot handed out again: never"
                                            + " (SpanAllocator)"),
                            Misuse.ILLEGAL_STATE,
                            Misuse.ILLEGAL_STATE),
                    twice("double free through a segment", MisuseOfFree::segmentTwice),
                    twice("double free, segment and address", MisuseOfFree::segmentAndAddress),
                    foreign("free of a far address", MisuseOfFree::far),
                    foreign("free of zero", allocator -> Misuse.freed(allocator, 0)),
                    foreign("free of an unaligned address", allocator -> inside(allocator, 1)),
                    foreign("free of an interior address", allocator -> inside(allocator, 16)),
                    foreign("free of another arena's segment", MisuseOfFree::otherArena),
                    foreign("free of another allocator's block", MisuseOfFree::otherAllocator),
                    foreign("free of a heap segment", MisuseOfFree::heap),
                    foreign("free of a part of a segment", MisuseOfFree::part),
                    Misuse.always(
                            "a block of no bytes is freed",
                            Misuse.NOTHING,
                            MisuseOfFree::noBytes),
                    twice("double free of a block of no bytes", MisuseOfFree::noBytesTwice));

    private MisuseOfFree() {}

    private static Misuse twice(String name, Misuse.Act act) {
        return Misuse.always(name, Misuse.ILLEGAL_STATE, act);
    }

    private static Misuse foreign(String name, Misuse.Act act) {
        return Misuse.always(name, Misuse.ILLEGAL_ARGUMENT, act);
    }

    private static String doubleFree(SpanAllocator allocator) {
        long address = allocator.allocateAddress(SIZE);
        allocator.freeAddress(address);
        return Misuse.freed(allocator, address);
    }

    private static String doubleFreeLater(SpanAllocator allocator) {
        long[] others = new long[Misuse.OTHERS];
        for (int i = 0; i < others.length; i++) {
            others[i] = allocator.allocateAddress(SIZE);
        }
        long address = allocator.allocateAddress(SIZE);
        allocator.freeAddress(address);
        for (long other : others) {
            allocator.freeAddress(other);
        }
        return Misuse.freed(allocator, address);
    }

    private static String interleaved(SpanAllocator allocator) {
        long one = allocator.allocateAddress(SIZE);
        long other = allocator.allocateAddress(SIZE);
        allocator.freeAddress(one);
        allocator.freeAddress(other);
        return Misuse.freed(allocator, one);
    }

    private static String doubleFreeAfterReuse(SpanAllocator allocator) {
        long address = allocator.allocateAddress(SIZE);
        allocator.freeAddress(address);
        return Misuse.freedAfterReuse(allocator, address, Misuse.OTHERS, SIZE);
    }

    private static String segmentTwice(SpanAllocator allocator) {
        MemorySegment block = allocator.allocate(SIZE, 1);
        allocator.free(block);
        allocator.free(block);
        return Promise.NOT_DETECTED;
    }

    private static String segmentAndAddress(SpanAllocator allocator) {
        MemorySegment block = allocator.allocate(SIZE, 1);
        allocator.free(block);
        return Misuse.freed(allocator, block.address());
    }

    private static String far(SpanAllocator allocator) {
        return Misuse.freed(allocator, 0x1000);
    }

    private static String inside(SpanAllocator allocator, long offset) {
        return Misuse.freed(allocator, allocator.allocateAddress(SIZE) + offset);
    }

    private static String otherArena(SpanAllocator allocator) {
        try (Arena arena = Arena.ofConfined()) {
            allocator.free(arena.allocate(SIZE));
        }
        return Promise.NOT_DETECTED;
    }

    private static String otherAllocator(SpanAllocator allocator) {
        try (SpanAllocator other = SpanAllocator.create()) {
            return Misuse.freed(allocator, other.allocateAddress(SIZE));
        }
    }

    private static String heap(SpanAllocator allocator) {
        allocator.free(MemorySegment.ofArray(new byte[SIZE]));
        return Promise.NOT_DETECTED;
    }

    private static String part(SpanAllocator allocator) {
        allocator.free(allocator.allocate(SIZE, 1).asSlice(SIZE / 2));
        return Promise.NOT_DETECTED;
    }

    private static String noBytes(SpanAllocator allocator) {
        allocator.free(allocator.allocate(0, 1));
        return Promise.NOT_DETECTED;
    }

    private static String noBytesTwice(SpanAllocator allocator) {
        MemorySegment block = allocator.allocate(0, 1);
        allocator.free(block);
        allocator.free(block);
        return Promise.NOT_DETECTED;
    }
}
