// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import org.jspecify.annotations.Nullable;

/**
 * The books of a pool's dropped generations. Operations may still be under way in one: its books
 * are kept until they are settled, then their sums. Nothing is allocated, as that could fail, and
 * nothing is called between stores that belong together, as the stack could overflow.
 *
 * <p>Guarded by the pool's turn lock.
 */
final class PastBooks {

    private @Nullable Books oldest;
    private @Nullable Books newest;
    private long puts;
    private long takes;

    /** Adds books, once however often it is called. */
    void add(Books books) {
        if (!books.past) {
            books.past = true;
            if (newest == null) {
                oldest = books;
            } else {
                newest.next = books;
            }
            newest = books;
        }
        settle();
    }

    private void settle() {
        while (oldest != null && oldest.areSettled()) {
            long deposits = oldest.puts();
            long withdrawals = oldest.takes();
            puts += deposits;
            takes += withdrawals;
            oldest = oldest.next;
        }
        if (oldest == null) {
            newest = null;
        }
    }

    long puts() {
        long sum = puts;
        for (Books books = oldest; books != null; books = books.next) {
            sum += books.puts();
        }
        return sum;
    }

    long takes() {
        long sum = takes;
        for (Books books = oldest; books != null; books = books.next) {
            sum += books.takes();
        }
        return sum;
    }
}
