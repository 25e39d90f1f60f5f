// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.Profile;
import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * A way to use an allocator wrongly, or at the edge of what is allowed.
 *
 * @param act throws what the allocator throws, else says what happened
 * @param basic what the profiles for everyday use promise
 * @param hardened what HARDENED promises
 * @param debug what DEBUG promises
 */
record Misuse(String name, Act act, Expected basic, Expected hardened, Expected debug) {

    static final String NOT_DETECTED = "not detected";

    private static final int SIZE = 100;
    private static final int OTHERS = 1024;
    private static final int MANY = 1 << 18;
    private static final long MEBIBYTE = 1 << 20;

    /** The misuse itself. */
    interface Act {
        String on(SpanAllocator allocator);
    }

    /** What is promised. */
    enum Expected {
        FOUND,
        NOT_FOUND,
        EITHER
    }

    static final List<Misuse> ALL =
            List.of(
                    always("double free, plain", Misuse::doubleFree),
                    always("double free after 1024 other frees", Misuse::doubleFreeLater),
                    always("double free of two, interleaved", Misuse::doubleFreeInterleaved),
                    of(
                            "double free after reuse",
                            Misuse::doubleFreeAfterReuse,
                            Expected.NOT_FOUND,
                            Expected.FOUND,
                            Expected.FOUND),
                    always("double free through a segment", Misuse::doubleFreeOfSegment),
                    always("free of a far address", allocator -> freed(allocator, 0x1000)),
                    always("free of zero", allocator -> freed(allocator, 0)),
                    always("free of an unaligned address", allocator -> freeInside(allocator, 1)),
                    always("free of an interior address", allocator -> freeInside(allocator, 16)),
                    always("free of another arena's segment", Misuse::freeForeign),
                    always("free of a heap segment", Misuse::freeHeap),
                    always("free of a part of a segment", Misuse::freePart),
                    always("store 1 B past a segment", allocator -> past(allocator, 0)),
                    always("store 32 B past a segment", allocator -> past(allocator, 31)),
                    always("store 1 MiB past a segment", allocator -> past(allocator, MEBIBYTE)),
                    always("store 1 B before a segment", allocator -> past(allocator, -SIZE - 1)),
                    always("bulk copy past a segment", Misuse::copyPast),
                    of(
                            "store 1 B past an address, in its slot",
                            Misuse::pastAddress,
                            Expected.NOT_FOUND,
                            Expected.EITHER,
                            Expected.FOUND),
                    of(
                            "store after free by address",
                            Misuse::writeAfterFree,
                            Expected.NOT_FOUND,
                            Expected.EITHER,
                            Expected.EITHER),
                    of(
                            "the same, then 2^18 pairs",
                            Misuse::writeAfterFreeLater,
                            Expected.NOT_FOUND,
                            Expected.FOUND,
                            Expected.FOUND),
                    always("allocate a negative size", allocator -> allocated(allocator, -1)),
                    always("allocate an impossible size", Misuse::impossible),
                    always("allocate with alignment 3", allocator -> aligned(allocator, 3)),
                    always("store into a block of no bytes", Misuse::zeroSize),
                    always("use after close", Misuse::useAfterClose),
                    never("a fresh block is zero", Misuse::zeroed),
                    never("a block of no bytes is freed", Misuse::freeZeroSize));

    private static Misuse of(
            String name, Act act, Expected basic, Expected hardened, Expected debug) {
        return new Misuse(name, act, basic, hardened, debug);
    }

    private static Misuse always(String name, Act act) {
        return of(name, act, Expected.FOUND, Expected.FOUND, Expected.FOUND);
    }

    /** Not a misuse. */
    private static Misuse never(String name, Act act) {
        return of(name, act, Expected.NOT_FOUND, Expected.NOT_FOUND, Expected.NOT_FOUND);
    }

    Expected expected(Profile profile) {
        return switch (profile) {
            case HARDENED -> hardened;
            case DEBUG -> debug;
            default -> basic;
        };
    }

    private static String doubleFree(SpanAllocator allocator) {
        long address = allocator.allocateAddress(SIZE);
        allocator.freeAddress(address);
        return freed(allocator, address);
    }

    private static String doubleFreeLater(SpanAllocator allocator) {
        long[] others = new long[OTHERS];
        for (int i = 0; i < OTHERS; i++) {
            others[i] = allocator.allocateAddress(SIZE);
        }
        long address = allocator.allocateAddress(SIZE);
        allocator.freeAddress(address);
        for (long other : others) {
            allocator.freeAddress(other);
        }
        return freed(allocator, address);
    }

    private static String doubleFreeInterleaved(SpanAllocator allocator) {
        long one = allocator.allocateAddress(SIZE);
        long other = allocator.allocateAddress(SIZE);
        allocator.freeAddress(one);
        allocator.freeAddress(other);
        return freed(allocator, one);
    }

    /** Allocates until the freed address comes again. */
    private static String doubleFreeAfterReuse(SpanAllocator allocator) {
        long address = allocator.allocateAddress(SIZE);
        allocator.freeAddress(address);
        for (int i = 0; i < OTHERS; i++) {
            if (allocator.allocateAddress(SIZE) == address) {
                allocator.freeAddress(address); // Its first owner, for the second time.
                return NOT_DETECTED + ": another block lost its memory (after " + i + " others)";
            }
        }
        return freed(allocator, address);
    }

    private static String doubleFreeOfSegment(SpanAllocator allocator) {
        MemorySegment block = allocator.allocate(SIZE, 1);
        allocator.free(block);
        allocator.free(block);
        return NOT_DETECTED;
    }

    private static String freed(SpanAllocator allocator, long address) {
        allocator.freeAddress(address);
        return NOT_DETECTED;
    }

    private static String freeInside(SpanAllocator allocator, long offset) {
        return freed(allocator, allocator.allocateAddress(SIZE) + offset);
    }

    private static String freeForeign(SpanAllocator allocator) {
        try (Arena arena = Arena.ofConfined()) {
            allocator.free(arena.allocate(SIZE));
        }
        return NOT_DETECTED;
    }

    private static String freeHeap(SpanAllocator allocator) {
        allocator.free(MemorySegment.ofArray(new byte[SIZE]));
        return NOT_DETECTED;
    }

    private static String freePart(SpanAllocator allocator) {
        allocator.free(allocator.allocate(SIZE, 1).asSlice(SIZE / 2));
        return NOT_DETECTED;
    }

    private static String past(SpanAllocator allocator, long by) {
        allocator.allocate(SIZE, 1).set(ValueLayout.JAVA_BYTE, SIZE + by, (byte) 1);
        return NOT_DETECTED;
    }

    private static String copyPast(SpanAllocator allocator) {
        MemorySegment block = allocator.allocate(SIZE, 1);
        MemorySegment.copy(new byte[SIZE], 0, block, ValueLayout.JAVA_BYTE, 1, SIZE);
        return NOT_DETECTED;
    }

    private static String pastAddress(SpanAllocator allocator) {
        long address = allocator.allocateAddress(SIZE);
        Memory.putByte(address + SIZE, (byte) 1);
        allocator.freeAddress(address);
        return NOT_DETECTED;
    }

    private static String writeAfterFree(SpanAllocator allocator) {
        long address = allocator.allocateAddress(SIZE);
        allocator.freeAddress(address);
        Memory.putByte(address, (byte) 1);
        return NOT_DETECTED;
    }

    private static String writeAfterFreeLater(SpanAllocator allocator) {
        writeAfterFree(allocator);
        for (int i = 0; i < MANY; i++) {
            // Freed again, because a quarantine lets go of the old only when new ones come.
            allocator.freeAddress(allocator.allocateAddress(SIZE));
        }
        return NOT_DETECTED;
    }

    private static String allocated(SpanAllocator allocator, long size) {
        allocator.allocate(size, 1);
        return NOT_DETECTED;
    }

    private static String impossible(SpanAllocator allocator) {
        return allocated(allocator, Long.MAX_VALUE / 2);
    }

    private static String aligned(SpanAllocator allocator, long alignment) {
        allocator.allocate(SIZE, alignment);
        return NOT_DETECTED;
    }

    private static String zeroSize(SpanAllocator allocator) {
        allocator.allocate(0, 1).set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        return NOT_DETECTED;
    }

    private static String useAfterClose(SpanAllocator allocator) {
        MemorySegment block = allocator.allocate(SIZE, 1);
        allocator.free(allocator.allocate(SIZE, 1));
        try {
            allocator.close();
        } catch (IllegalStateException e) {
            // It may name the block that is still there.
        }
        return NOT_DETECTED + ": " + block.get(ValueLayout.JAVA_BYTE, 0);
    }

    private static String zeroed(SpanAllocator allocator) {
        for (int i = 0; i < OTHERS; i++) {
            MemorySegment block = allocator.allocate(SIZE, 1);
            if (!Memory.isFilled(block.address(), SIZE, (byte) 0)) {
                return "found: not zero";
            }
            block.fill((byte) 1);
            allocator.free(block);
        }
        return NOT_DETECTED + " that it is not";
    }

    private static String freeZeroSize(SpanAllocator allocator) {
        allocator.free(allocator.allocate(0, 1));
        return NOT_DETECTED + " anything wrong";
    }
}
