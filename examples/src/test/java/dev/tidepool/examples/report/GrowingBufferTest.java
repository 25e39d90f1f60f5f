// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

class GrowingBufferTest {

    @Test
    void itKeepsItsBytesWhenItGrows() {
        GrowingBuffer buffer = new GrowingBuffer(1);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            buffer.append(("<" + i + ">").getBytes());
            buffer.append((byte) '.');
            expected.append('<').append(i).append(">.");
        }
        assertEquals(expected.toString(), buffer.toString());
    }

    @Test
    void clearingKeepsTheCapacity() {
        GrowingBuffer buffer = new GrowingBuffer(8);
        buffer.append(new byte[1000]);
        buffer.clear();
        assertEquals(0, buffer.size());
        assertTrue(buffer.capacity() >= 1000);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7, 9, 10, 99, 100, 12345678901L, Long.MAX_VALUE})
    void numbersAreWrittenInDecimal(long value) {
        GrowingBuffer buffer = new GrowingBuffer(1);
        buffer.append((byte) '#');
        buffer.appendDecimal(value);
        assertEquals("#" + value, buffer.toString());
    }

    @Test
    void theLastByteIsDroppedOnlyWhenItIsTheOneMeant() {
        GrowingBuffer buffer = new GrowingBuffer(4);
        buffer.dropLast((byte) 'x');
        buffer.append("ax".getBytes());
        buffer.dropLast((byte) 'y');
        assertEquals("ax", buffer.toString());
        buffer.dropLast((byte) 'x');
        assertEquals("a", buffer.toString());
    }
}
