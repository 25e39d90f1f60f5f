// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.charset.Charset;

/**
 * Allocations with contents: all of such a segment is written, so nothing is zeroed before. One
 * call is one allocation.
 */
interface Filling extends PooledArena {

    private MemorySegment raw(MemoryLayout layout) {
        return allocateUninitialized(layout.byteSize(), layout.byteAlignment());
    }

    @Override
    default MemorySegment allocateFrom(ValueLayout.OfByte layout, byte value) {
        MemorySegment segment = raw(layout);
        segment.set(layout, 0, value);
        return segment;
    }

    @Override
    default MemorySegment allocateFrom(ValueLayout.OfChar layout, char value) {
        MemorySegment segment = raw(layout);
        segment.set(layout, 0, value);
        return segment;
    }

    @Override
    default MemorySegment allocateFrom(ValueLayout.OfShort layout, short value) {
        MemorySegment segment = raw(layout);
        segment.set(layout, 0, value);
        return segment;
    }

    @Override
    default MemorySegment allocateFrom(ValueLayout.OfInt layout, int value) {
        MemorySegment segment = raw(layout);
        segment.set(layout, 0, value);
        return segment;
    }

    @Override
    default MemorySegment allocateFrom(ValueLayout.OfFloat layout, float value) {
        MemorySegment segment = raw(layout);
        segment.set(layout, 0, value);
        return segment;
    }

    @Override
    default MemorySegment allocateFrom(ValueLayout.OfLong layout, long value) {
        MemorySegment segment = raw(layout);
        segment.set(layout, 0, value);
        return segment;
    }

    @Override
    default MemorySegment allocateFrom(ValueLayout.OfDouble layout, double value) {
        MemorySegment segment = raw(layout);
        segment.set(layout, 0, value);
        return segment;
    }

    @Override
    default MemorySegment allocateFrom(AddressLayout layout, MemorySegment value) {
        requireNonNull(value);
        MemorySegment segment = raw(layout);
        segment.set(layout, 0, value);
        return segment;
    }

    @Override
    default MemorySegment allocateFrom(
            ValueLayout elementLayout,
            MemorySegment source,
            ValueLayout sourceElementLayout,
            long sourceOffset,
            long elementCount) {
        requireNonNull(source);
        requireNonNull(sourceElementLayout);
        // The product may overflow as it does in the JDK's arenas: the copy checks the count.
        MemorySegment segment = allocateUninitialized(
                elementLayout.byteSize() * elementCount, elementLayout.byteAlignment());
        MemorySegment.copy(
                source, sourceElementLayout, sourceOffset, segment, elementLayout, 0, elementCount);
        return segment;
    }

    @Override
    default MemorySegment allocateFrom(ValueLayout.OfByte layout, byte... elements) {
        return allocateFrom(layout, MemorySegment.ofArray(elements),
                ValueLayout.JAVA_BYTE, 0, elements.length);
    }

    @Override
    default MemorySegment allocateFrom(ValueLayout.OfChar layout, char... elements) {
        return allocateFrom(layout, MemorySegment.ofArray(elements),
                ValueLayout.JAVA_CHAR, 0, elements.length);
    }

    @Override
    default MemorySegment allocateFrom(ValueLayout.OfShort layout, short... elements) {
        return allocateFrom(layout, MemorySegment.ofArray(elements),
                ValueLayout.JAVA_SHORT, 0, elements.length);
    }

    @Override
    default MemorySegment allocateFrom(ValueLayout.OfInt layout, int... elements) {
        return allocateFrom(layout, MemorySegment.ofArray(elements),
                ValueLayout.JAVA_INT, 0, elements.length);
    }

    @Override
    default MemorySegment allocateFrom(ValueLayout.OfFloat layout, float... elements) {
        return allocateFrom(layout, MemorySegment.ofArray(elements),
                ValueLayout.JAVA_FLOAT, 0, elements.length);
    }

    @Override
    default MemorySegment allocateFrom(ValueLayout.OfLong layout, long... elements) {
        return allocateFrom(layout, MemorySegment.ofArray(elements),
                ValueLayout.JAVA_LONG, 0, elements.length);
    }

    @Override
    default MemorySegment allocateFrom(ValueLayout.OfDouble layout, double... elements) {
        return allocateFrom(layout, MemorySegment.ofArray(elements),
                ValueLayout.JAVA_DOUBLE, 0, elements.length);
    }

    @Override
    default MemorySegment allocateFrom(String string, Charset charset) {
        SegmentAllocator raw = this::allocateUninitialized;
        return raw.allocateFrom(string, charset);
    }
}
