// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Blocks of {@value #SIZE} bytes, each of which is a span of its own and not a slot. */
final class MisuseOfLarge {

    private static final int SIZE = 100_000;
    private static final int OTHERS = 64;
    private static final int PAIRS = 1024;
    private static final int PAGE = 8192;

    private static final Promise DELAYED =
            Promise.either("reuse is delayed by the quarantine (Profile)");

    static final List<Misuse> CASES =
            List.of(
                    twice("large: double free", MisuseOfLarge::doubleFree),
                    twice("large: double free after 64 other frees", MisuseOfLarge::later),
                    new Misuse(
                            "large: double free after reuse",
                            MisuseOfLarge::afterReuse,
                            Promise.notDetected(
                                    "second free of memory handed out again: never"
                                            + " (SpanAllocator)"),
                            DELAYED,
                            DELAYED),
                    Misuse.always(
                            "large: free of an interior address",
                            Misuse.ILLEGAL_ARGUMENT,
                            allocator -> Misuse.freed(allocator, allocated(allocator) + 16)),
                    Misuse.always(
                            "large: free of an inner page",
                            Misuse.ILLEGAL_ARGUMENT,
                            allocator -> Misuse.freed(allocator, allocated(allocator) + PAGE)),
                    twice("large: reallocate a freed block", MisuseOfLarge::reallocated),
                    twice("large: usableSize of a freed block", MisuseOfLarge::usable),
                    Misuse.always(
                            "large: store 1 B past a segment",
                            Misuse.OUT_OF_BOUNDS,
                            MisuseOfLarge::past),
                    new Misuse(
                            "large: store 1 B past an address",
                            MisuseOfLarge::pastAddress,
                            Misuse.DEBUG_ONLY,
                            Misuse.DEBUG_ONLY,
                            Misuse.ILLEGAL_STATE),
                    Misuse.always(
                            "large: store after free by address",
                            Misuse.WHEN_REUSED,
                            MisuseOfLarge::store),
                    new Misuse(
                            "large: the same, then 1024 pairs",
                            MisuseOfLarge::storeThenPairs,
                            Misuse.NOT_BEFORE_CLOSE,
                            Misuse.WRITE_COUNTED,
                            Misuse.WRITE_COUNTED),
                    new Misuse(
                            "large: a fresh block is zero, whatever was stored",
                            MisuseOfLarge::zeroed,
                            Misuse.NOTHING,
                            Misuse.WRITE_COUNTED,
                            Misuse.WRITE_COUNTED));

    private MisuseOfLarge() {}

    private static Misuse twice(String name, Misuse.Act act) {
        return Misuse.always(name, Misuse.ILLEGAL_STATE, act);
    }

    private static long allocated(SpanAllocator allocator) {
        return allocator.allocateAddress(SIZE);
    }

    private static String doubleFree(SpanAllocator allocator) {
        long address = allocated(allocator);
        allocator.freeAddress(address);
        return Misuse.freed(allocator, address);
    }

    private static String later(SpanAllocator allocator) {
        long[] others = new long[OTHERS];
        for (int i = 0; i < OTHERS; i++) {
            others[i] = allocated(allocator);
        }
        long address = allocated(allocator);
        allocator.freeAddress(address);
        for (long other : others) {
            allocator.freeAddress(other);
        }
        return Misuse.freed(allocator, address);
    }

    private static String afterReuse(SpanAllocator allocator) {
        long address = allocated(allocator);
        allocator.freeAddress(address);
        return Misuse.freedAfterReuse(allocator, address, OTHERS, SIZE);
    }

    private static MemorySegment freed(SpanAllocator allocator) {
        MemorySegment block = allocator.allocate(SIZE, 1);
        allocator.free(block);
        return block;
    }

    private static String reallocated(SpanAllocator allocator) {
        allocator.reallocate(freed(allocator), 2L * SIZE);
        return Promise.NOT_DETECTED;
    }

    private static String usable(SpanAllocator allocator) {
        return Promise.NOT_DETECTED + ": " + allocator.usableSize(freed(allocator));
    }

    private static String past(SpanAllocator allocator) {
        allocator.allocate(SIZE, 1).set(ValueLayout.JAVA_BYTE, SIZE, (byte) 1);
        return Promise.NOT_DETECTED;
    }

    private static String pastAddress(SpanAllocator allocator) {
        long address = allocated(allocator);
        Memory.putByte(address + SIZE, (byte) 1);
        return Misuse.freed(allocator, address);
    }

    private static String store(SpanAllocator allocator) {
        long address = allocated(allocator);
        allocator.freeAddress(address);
        Memory.putByte(address, (byte) 1);
        return Promise.NOT_DETECTED;
    }

    private static String storeThenPairs(SpanAllocator allocator) {
        store(allocator);
        return Misuse.afterPairs(allocator, PAIRS, SIZE);
    }

    private static String zeroed(SpanAllocator allocator) {
        for (int i = 0; i < OTHERS; i++) {
            MemorySegment block = allocator.allocate(SIZE, 1);
            if (!Memory.isFilled(block.address(), SIZE, (byte) 0)) {
                return "not zero";
            }
            block.fill((byte) 1);
            allocator.free(block);
            Memory.putByte(block.address() + SIZE / 2, (byte) 1);
        }
        return Promise.NOT_DETECTED;
    }
}
