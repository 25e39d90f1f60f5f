// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

/**
 * An order book: who pays more is served first, and at one price, who came first. Messages about
 * orders that are not in it are counted and ignored.
 */
public interface Book {

    void add(long order, boolean buy, long price, int quantity);

    void modify(long order, long price, int quantity);

    void cancel(long order);

    /** Somebody buys, or sells, at the best prices; what the book cannot serve is dropped. */
    void trade(boolean buy, int quantity);

    /** {@return the highest price offered, 0 if there is none} */
    long bidPrice();

    /** {@return how much is wanted at the highest price} */
    long bidQuantity();

    /** {@return the lowest price asked, 0 if there is none} */
    long askPrice();

    /** {@return how much there is at the lowest price} */
    long askQuantity();

    /** {@return how many orders rest} */
    int orders();

    /** {@return how many messages were ignored} */
    long ignored();
}
