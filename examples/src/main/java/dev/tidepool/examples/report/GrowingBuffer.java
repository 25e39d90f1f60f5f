// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes in a row, in an array that doubles when it is full. */
final class GrowingBuffer implements LineText {

    private byte[] bytes;
    private int size;

    GrowingBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    /** The array itself: valid up to {@link #size()} and until the next append. */
    byte[] array() {
        return bytes;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int capacity() {
        return bytes.length;
    }

    @Override
    public void clear() {
        size = 0;
    }

    void append(byte value) {
        reserve(1);
        bytes[size++] = value;
    }

    @Override
    public void append(byte[] source, int from, int length) {
        reserve(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    void append(byte[] source) {
        append(source, 0, source.length);
    }

    /** Makes room for {@code length} bytes that the caller writes from {@link #size()} on. */
    void reserve(int length) {
        if (length > bytes.length - size) {
            grow(length);
        }
    }

    /** Counts {@code length} bytes that the caller has written behind the last one. */
    void wrote(int length) {
        size += length;
    }

    @Override
    public void dropLast(byte value) {
        if (size > 0 && bytes[size - 1] == value) {
            size--;
        }
    }

    @Override
    public void escapeTo(GrowingBuffer out) {
        JsonEscaper.escape(bytes, 0, size, out);
    }

    /** Appends a number that is not negative in decimal. */
    void appendDecimal(long value) {
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        reserve(digits);
        long rest = value;
        for (int i = size + digits - 1; i >= size; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }

    private void grow(int length) {
        int needed = Math.addExact(size, length);
        bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(2L * bytes.length, 1 << 30)));
    }
}
