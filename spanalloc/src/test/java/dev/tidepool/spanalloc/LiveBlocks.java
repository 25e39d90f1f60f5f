// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The model of an allocator: which blocks live, that they are apart, and what is in them. */
final class LiveBlocks {
    private final TreeMap<Long, Held> blocks = new TreeMap<>();
    private final List<MemorySegment> order = new ArrayList<>(); // for a random choice
    private long stamps;
    private long bytes;

    private record Held(MemorySegment block, long stamp) {
        long end() {
            return block.address() + Math.max(1, block.byteSize());
        }
    }

    /** Takes note of a new block, which must not meet any other, and fills it. */
    MemorySegment add(MemorySegment block) {
        var held = new Held(block, ++stamps);
        Map.Entry<Long, Held> below = blocks.lowerEntry(held.end());
        assertTrue(below == null || below.getValue().end() <= block.address(),
                () -> block + " overlaps " + below);
        Bytes.stamp(block, held.stamp);
        blocks.put(block.address(), held);
        order.add(block);
        bytes += block.byteSize();
        return block;
    }

    /** Forgets a block about to be freed, whose contents must be unchanged. */
    MemorySegment removeAny(Random random) {
        int index = random.nextInt(order.size());
        MemorySegment block = order.get(index);
        order.set(index, order.getLast());
        order.removeLast();
        Held held = blocks.remove(block.address());
        Bytes.assertStamped(block, held.stamp);
        bytes -= block.byteSize();
        return block;
    }

    boolean isEmpty() {
        return order.isEmpty();
    }

    int count() {
        return order.size();
    }

    long bytes() {
        return bytes;
    }

    void assertIntact() {
        for (Held held : blocks.values()) {
            Bytes.assertStamped(held.block, held.stamp);
        }
        assertEquals(order.size(), blocks.size());
    }

    void freeAll(SpanAllocator allocator) {
        assertIntact();
        blocks.values().forEach(held -> allocator.free(held.block));
        blocks.clear();
        order.clear();
        bytes = 0;
    }
}
