// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.InvalidMarkException;

/** What a buffer must look like when a pool hands it out, whatever was put. */
final class Handout {

    private Handout() {
    }

    static void assertAsAskedFor(Object buffer, int minCapacity) {
        int capacity = BufferKind.capacity(buffer);
        assertEquals(BufferSizes.classFor(minCapacity), capacity, "capacity");
        assertFalse(BufferKind.memory(buffer).isReadOnly(), "read-only");
        if (buffer instanceof ByteBuffer bytes) {
            assertFresh(bytes, minCapacity);
        }
        BufferKind.stamp(buffer, (byte) 1);
    }

    /** As a new buffer with this limit. */
    static void assertFresh(ByteBuffer bytes, int limit) {
        assertEquals(0, bytes.position(), "position");
        assertEquals(limit, bytes.limit(), "limit");
        assertEquals(ByteOrder.BIG_ENDIAN, bytes.order());
        assertThrows(InvalidMarkException.class, bytes::reset, "a mark is left");
        assertFalse(bytes.isReadOnly());
        if (bytes.hasArray()) {
            assertEquals(0, bytes.arrayOffset(), "a slice");
            assertEquals(bytes.array().length, bytes.capacity(), "a slice");
        }
    }

    /** Two holders could see each other's writes. */
    static void assertNoSharing(Object one, Object other) {
        MemorySegment first = BufferKind.memory(one);
        MemorySegment second = BufferKind.memory(other);
        assertTrue(first.asOverlappingSlice(second).isEmpty(), "two buffers share memory");
    }
}
