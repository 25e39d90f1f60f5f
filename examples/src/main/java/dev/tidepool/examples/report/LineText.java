// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

/** The bytes of a line, wherever they are kept. */
interface LineText {

    int size();

    /** How many bytes have room without another allocation. */
    int capacity();

    /** How many bytes outside the heap this text holds. */
    default int offHeapBytes() {
        return 0;
    }

    void append(byte[] source, int from, int length);

    /** Removes the last byte if it is {@code value}. */
    void dropLast(byte value);

    /** Appends the text as the inside of a JSON string. */
    void escapeTo(GrowingBuffer out);

    void clear();
}
