// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Stores and copies beyond both ends of a block, by 1 B, 32 B and 1 MiB. */
final class MisuseOfBounds {

    private static final int SIZE = Misuse.SIZE;
    private static final int[] DISTANCES = {1, 32, 1 << 20};

    static final List<Misuse> CASES = cases();

    private MisuseOfBounds() {}

    private static List<Misuse> cases() {
        List<Misuse> cases = new ArrayList<>();
        for (int by : DISTANCES) {
            cases.add(
                    refused("store " + by + " B past a segment", a -> store(a, SIZE + by - 1)));
            cases.add(refused("store " + by + " B before a segment", a -> store(a, -by)));
            cases.add(
                    refused("copy " + by + " B past a segment", a -> copy(a, 0, SIZE + by)));
            cases.add(
                    refused("copy from " + by + " B before a segment", a -> copy(a, -by, SIZE)));
        }
        cases.add(refused("store into a block of no bytes", MisuseOfBounds::noBytes));
        cases.add(
                new Misuse(
                        "store 1 B past an address, in its slot",
                        MisuseOfBounds::pastAddress,
                        Misuse.DEBUG_ONLY,
                        Misuse.DEBUG_ONLY,
                        Misuse.ILLEGAL_STATE));
        cases.add(
                Misuse.always(
                        "store up to the usable size",
                        Misuse.NOTHING,
                        MisuseOfBounds::usable));
        return List.copyOf(cases);
    }

    private static Misuse refused(String name, Misuse.Act act) {
        return Misuse.always(name, Misuse.OUT_OF_BOUNDS, act);
    }

    private static String store(SpanAllocator allocator, long offset) {
        allocator.allocate(SIZE, 1).set(ValueLayout.JAVA_BYTE, offset, (byte) 1);
        return Promise.NOT_DETECTED;
    }

    private static String copy(SpanAllocator allocator, long offset, int length) {
        MemorySegment block = allocator.allocate(SIZE, 1);
        MemorySegment.copy(new byte[length], 0, block, ValueLayout.JAVA_BYTE, offset, length);
        return Promise.NOT_DETECTED;
    }

    private static String noBytes(SpanAllocator allocator) {
        return MisuseOfBounds.stored(allocator.allocate(0, 1));
    }

    private static String stored(MemorySegment block) {
        block.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        return Promise.NOT_DETECTED;
    }

    private static String pastAddress(SpanAllocator allocator) {
        long address = allocator.allocateAddress(SIZE);
        Memory.putByte(address + SIZE, (byte) 1);
        return Misuse.freed(allocator, address);
    }

    private static String usable(SpanAllocator allocator) {
        MemorySegment block = allocator.allocate(SIZE, 1);
        Memory.fill(block.address(), allocator.usableSize(block), (byte) 1);
        allocator.free(block);
        return Misuse.afterPairs(allocator, Misuse.OTHERS, SIZE);
    }
}
