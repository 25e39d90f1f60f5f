// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Use of blocks that were freed, of addresses that were handed out again, and after close. */
final class MisuseAfterFree {

    private static final int SIZE = Misuse.SIZE;

    static final List<Misuse> CASES =
            List.of(
                    new Misuse(
                            "store after free by address",
                            MisuseAfterFree::store,
                            Misuse.NOT_BEFORE_CLOSE,
                            Misuse.WHEN_REUSED,
                            Misuse.WHEN_REUSED),
                    new Misuse(
                            "the same, then up to 2^18 pairs",
                            MisuseAfterFree::storeThenPairs,
                            Misuse.NOT_BEFORE_CLOSE,
                            Misuse.WRITE_COUNTED,
                            Misuse.WRITE_COUNTED),
                    new Misuse(
                            "store after free by segment",
                            MisuseAfterFree::storeBySegment,
                            Misuse.NOT_BEFORE_CLOSE,
                            Promise.either("a sample of the segments is guarded (HARDENED)"),
                            Misuse.WHEN_REUSED),
                    new Misuse(
                            "a just-freed address is not the next one",
                            MisuseAfterFree::reusedAtOnce,
                            Promise.either("no order of reuse is promised"),
                            Promise.said("kept apart"),
                            Promise.said("kept apart")),
                    new Misuse(
                            "store by an address that has a new owner",
                            MisuseAfterFree::storeIntoReused,
                            Misuse.NOT_BEFORE_CLOSE,
                            Misuse.WHEN_REUSED,
                            Misuse.WHEN_REUSED),
                    Misuse.always(
                            "a fresh block is zero", Misuse.NOTHING, MisuseAfterFree::zeroed),
                    Misuse.always(
                            "allocate after close",
                            Misuse.ILLEGAL_STATE,
                            MisuseAfterFree::allocateAfterClose),
                    Misuse.always(
                            "use after close",
                            Misuse.ILLEGAL_STATE,
                            MisuseAfterFree::useAfterClose));

    private MisuseAfterFree() {}

    private static String store(SpanAllocator allocator) {
        long address = allocator.allocateAddress(SIZE);
        allocator.freeAddress(address);
        Memory.putByte(address, (byte) 1);
        return Promise.NOT_DETECTED;
    }

    private static String storeThenPairs(SpanAllocator allocator) {
        store(allocator);
        return Misuse.afterPairs(allocator, Misuse.MANY, SIZE);
    }

    private static String storeBySegment(SpanAllocator allocator) {
        MemorySegment block = allocator.allocate(SIZE, 1);
        allocator.free(block);
        block.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        return Promise.NOT_DETECTED;
    }

    private static String reusedAtOnce(SpanAllocator allocator) {
        for (int i = 0; i < Misuse.OTHERS; i++) {
            long address = allocator.allocateAddress(SIZE);
            allocator.freeAddress(address);
            long next = allocator.allocateAddress(SIZE);
            allocator.freeAddress(next);
            if (next == address) {
                return Promise.NOT_DETECTED + ": the same address comes again (pair " + i + ")";
            }
        }
        return "kept apart for " + Misuse.OTHERS + " pairs";
    }

    /** Looks for a new owner; a quarantine has none yet, and the store is one into a free slot. */
    private static String storeIntoReused(SpanAllocator allocator) {
        long address = allocator.allocateAddress(SIZE);
        allocator.freeAddress(address);
        boolean owned = false;
        for (int i = 0; i < Misuse.OTHERS && !owned; i++) {
            owned = allocator.allocateAddress(SIZE) == address;
        }
        Memory.putByte(address, (byte) 1);
        return Promise.NOT_DETECTED + (owned ? ": the new owner's block" : ": in quarantine");
    }

    private static String zeroed(SpanAllocator allocator) {
        for (int i = 0; i < Misuse.OTHERS; i++) {
            MemorySegment block = allocator.allocate(SIZE, 1);
            if (!Memory.isFilled(block.address(), SIZE, (byte) 0)) {
                return "not zero";
            }
            block.fill((byte) 1);
            allocator.free(block);
        }
        return Promise.NOT_DETECTED;
    }

    private static MemorySegment closed(SpanAllocator allocator) {
        MemorySegment block = allocator.allocate(SIZE, 1);
        allocator.close();
        return block;
    }

    private static String allocateAfterClose(SpanAllocator allocator) {
        closed(allocator);
        return Promise.NOT_DETECTED + ": " + allocator.allocate(SIZE, 1);
    }

    private static String useAfterClose(SpanAllocator allocator) {
        return Promise.NOT_DETECTED + ": " + closed(allocator).get(ValueLayout.JAVA_BYTE, 0);
    }
}
