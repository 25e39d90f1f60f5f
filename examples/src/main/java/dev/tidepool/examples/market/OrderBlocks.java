// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;

/**
 * Orders in blocks of a {@link SpanAllocator}, known by their address. Off the heap, they neither
 * are garbage nor hold references that a collector has to follow.
 */
final class OrderBlocks implements AutoCloseable {

    /** No order. */
    static final long NONE = 0;

    private static final int NEXT = 0;
    private static final int PREVIOUS = 8;
    private static final int ID = 16;
    private static final int PRICE = 24;
    private static final int QUANTITY = 32;
    private static final int BUY = 36;
    private static final int BYTES = 40;

    private static final MemorySegment ALL = everything();

    private final SpanAllocator allocator = SpanAllocator.create();

    @SuppressWarnings("restricted")
    private static MemorySegment everything() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    long make(long id, boolean buy, long price, int quantity) {
        long order = allocator.allocateAddress(BYTES);
        ALL.set(JAVA_LONG, order + NEXT, NONE);
        ALL.set(JAVA_LONG, order + PREVIOUS, NONE);
        ALL.set(JAVA_LONG, order + ID, id);
        ALL.set(JAVA_LONG, order + PRICE, price);
        ALL.set(JAVA_INT, order + QUANTITY, quantity);
        ALL.set(JAVA_INT, order + BUY, buy ? 1 : 0);
        return order;
    }

    void free(long order) {
        allocator.freeAddress(order);
    }

    static long next(long order) {
        return ALL.get(JAVA_LONG, order + NEXT);
    }

    static long previous(long order) {
        return ALL.get(JAVA_LONG, order + PREVIOUS);
    }

    static void linkNext(long order, long next) {
        ALL.set(JAVA_LONG, order + NEXT, next);
    }

    static void linkPrevious(long order, long previous) {
        ALL.set(JAVA_LONG, order + PREVIOUS, previous);
    }

    static long id(long order) {
        return ALL.get(JAVA_LONG, order + ID);
    }

    static long price(long order) {
        return ALL.get(JAVA_LONG, order + PRICE);
    }

    static boolean buy(long order) {
        return ALL.get(JAVA_INT, order + BUY) != 0;
    }

    static int quantity(long order) {
        return ALL.get(JAVA_INT, order + QUANTITY);
    }

    static void setQuantity(long order, int quantity) {
        ALL.set(JAVA_INT, order + QUANTITY, quantity);
    }

    @Override
    public void close() {
        allocator.close();
    }
}
