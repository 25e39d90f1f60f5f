// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/**
 * How a message lies in memory: kind, side, quantity, order and price at fixed places, so that each
 * can be read without making an object of the whole.
 */
public final class Wire {

    /** Bytes of a message. */
    public static final int LENGTH = 24;

    /** A new order, which trades at once with what it meets, and rests with what is left. */
    public static final byte ADD = 'A';
    /** A resting order changes; it keeps its place in the queue only if it gets smaller. */
    public static final byte MODIFY = 'M';
    /** A resting order ends. */
    public static final byte CANCEL = 'C';
    /** Somebody buys or sells at the best prices there are. */
    public static final byte TRADE = 'T';

    private static final int KIND = 0;
    private static final int BUY = 1;
    private static final int QUANTITY = 4;
    private static final int ORDER = 8;
    private static final int PRICE = 16;

    private Wire() {}

    static void write(MemorySegment feed, long at, byte kind, boolean buy, int quantity,
            long order, long price) {
        feed.set(JAVA_BYTE, at + KIND, kind);
        feed.set(JAVA_BYTE, at + BUY, (byte) (buy ? 1 : 0));
        feed.set(JAVA_INT, at + QUANTITY, quantity);
        feed.set(JAVA_LONG, at + ORDER, order);
        feed.set(JAVA_LONG, at + PRICE, price);
    }

    static byte kind(MemorySegment feed, long at) {
        return feed.get(JAVA_BYTE, at + KIND);
    }

    static boolean buy(MemorySegment feed, long at) {
        return feed.get(JAVA_BYTE, at + BUY) != 0;
    }

    static int quantity(MemorySegment feed, long at) {
        return feed.get(JAVA_INT, at + QUANTITY);
    }

    static long order(MemorySegment feed, long at) {
        return feed.get(JAVA_LONG, at + ORDER);
    }

    static long price(MemorySegment feed, long at) {
        return feed.get(JAVA_LONG, at + PRICE);
    }
}
