// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Bytes outside the heap, in memory that is had for one line and then given back. */
final class OffHeapText implements LineText {

    private static final MemorySegment NONE = MemorySegment.NULL;
    /** JSON needs up to this many bytes for one: {@code \}{@code u0000}. */
    private static final int MOST_ESCAPED = 6;

    private final TextMemory memory;
    private MemorySegment bytes = NONE;
    private int size;

    OffHeapText(TextMemory memory) {
        this.memory = memory;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int capacity() {
        return (int) bytes.byteSize();
    }

    @Override
    public int offHeapBytes() {
        return capacity();
    }

    @Override
    public void append(byte[] source, int from, int length) {
        if (length > capacity() - size) {
            grow(size + length);
        }
        MemorySegment.copy(source, from, bytes, ValueLayout.JAVA_BYTE, size, length);
        size += length;
    }

    private void grow(int needed) {
        bytes = capacity() == 0 ? memory.allocate(needed)
                : memory.grow(bytes, size, Math.max(needed, 2 * capacity()));
    }

    @Override
    public void dropLast(byte value) {
        if (size > 0 && bytes.get(ValueLayout.JAVA_BYTE, size - 1) == value) {
            size--;
        }
    }

    /**
     * The text is first copied to where its last byte may end up at most, so that what is read is
     * always ahead of what is written.
     */
    @Override
    public void escapeTo(GrowingBuffer out) {
        if (size == 0) {
            return;
        }
        out.reserve(MOST_ESCAPED * size);
        int ahead = out.size() + (MOST_ESCAPED - 1) * size;
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, out.array(), ahead, size);
        JsonEscaper.escape(out.array(), ahead, size, out);
    }

    @Override
    public void clear() {
        size = 0;
        if (capacity() > 0) {
            MemorySegment done = bytes;
            bytes = NONE;
            memory.free(done);
        }
    }

    @Override
    public String toString() {
        return new String(bytes.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE),
                StandardCharsets.UTF_8);
    }
}
