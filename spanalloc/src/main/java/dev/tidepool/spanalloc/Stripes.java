// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.function.Consumer;

/**
 * Caches for threads that have none of their own: virtual threads, of which there may be millions,
 * and platform threads beyond the table's size. A thread starts at a stripe chosen by its id, tries
 * each, and waits for the first if all are taken.
 */
final class Stripes {

    private final MCache[] stripes;

    Stripes(Tiers tiers) {
        int processors = Runtime.getRuntime().availableProcessors();
        stripes = new MCache[Integer.highestOneBit(2 * processors)];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = new MCache(tiers, null);
        }
    }

    /** {@return a stripe whose lock the current thread holds now} */
    MCache claim(Thread thread) {
        int home = (int) ((thread.threadId() * 0x9E37_79B9_7F4A_7C15L) >>> 32);
        for (int i = 0; i < stripes.length; i++) {
            MCache stripe = stripes[(home + i) & (stripes.length - 1)];
            if (stripe.lock.tryLock()) {
                return stripe;
            }
        }
        MCache stripe = stripes[home & (stripes.length - 1)];
        stripe.lock.lock();
        return stripe;
    }

    /** Gives back what all stripes hold that nobody uses at this moment. */
    void flush(boolean idleOnly) {
        for (MCache stripe : stripes) {
            if (stripe.lock.tryLock()) {
                try {
                    if (!idleOnly || stripe.isIdle()) {
                        stripe.flush();
                    }
                } finally {
                    stripe.lock.unlock();
                }
            }
        }
    }

    void forEach(Consumer<MCache> action) {
        for (MCache stripe : stripes) {
            action.accept(stripe);
        }
    }
}
