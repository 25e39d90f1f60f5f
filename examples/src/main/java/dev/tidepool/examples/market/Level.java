// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

/** The orders at one price, a queue of blocks. Pooled: an empty one is put back. */
final class Level {

    long price;
    long quantity;
    private long first;
    private long last;

    long first() {
        return first;
    }

    boolean isEmpty() {
        return first == OrderBlocks.NONE;
    }

    void append(long order) {
        if (last == OrderBlocks.NONE) {
            first = order;
        } else {
            OrderBlocks.linkNext(last, order);
            OrderBlocks.linkPrevious(order, last);
        }
        last = order;
        quantity += OrderBlocks.quantity(order);
    }

    void remove(long order) {
        long previous = OrderBlocks.previous(order);
        long next = OrderBlocks.next(order);
        if (previous == OrderBlocks.NONE) {
            first = next;
        } else {
            OrderBlocks.linkNext(previous, next);
        }
        if (next == OrderBlocks.NONE) {
            last = previous;
        } else {
            OrderBlocks.linkPrevious(next, previous);
        }
        quantity -= OrderBlocks.quantity(order);
    }

    /** Changes how much an order wants; it keeps its place. */
    void resize(long order, int newQuantity) {
        quantity += newQuantity - OrderBlocks.quantity(order);
        OrderBlocks.setQuantity(order, newQuantity);
    }
}
