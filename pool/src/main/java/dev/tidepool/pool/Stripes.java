// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Caches shared by virtual threads, and by platform threads that have none of their own. A thread
 * starts at a stripe chosen by its id and tries a few; where another thread is inside, it goes on
 * to the next. It never loops, spins, yields or parks, so it cannot be caught holding a claim while
 * unmounted, and cannot keep a carrier busy waiting for one that is.
 *
 * <p>Stripes by processor were considered and left out: asking for the processor needs a restricted
 * native call and costs more than a stripe by thread id altogether.
 */
final class Stripes<T> {

    private static final int PROBES = 4;

    private final Generation<T> generation;
    private final AtomicReferenceArray<@Nullable Cache<T>> stripes;

    Stripes(Generation<T> generation) {
        this.generation = generation;
        this.stripes = new AtomicReferenceArray<>(generation.sizing().stripes());
    }

    /** Adds a stripe, unless there is one. The caller holds the generation's lock. */
    Cache<T> add(int i, Cache<T> stripe) {
        Cache<T> there = stripes.get(i);
        if (there != null) {
            return there;
        }
        stripes.set(i, stripe);
        return stripe;
    }

    void forEach(Consumer<Cache<T>> action) {
        for (int i = 0; i < stripes.length(); i++) {
            Cache<T> stripe = stripes.get(i);
            if (stripe != null) {
                action.accept(stripe);
            }
        }
    }

    /** A racy hint. */
    boolean lookEmpty() {
        for (int i = 0; i < stripes.length(); i++) {
            Cache<T> stripe = stripes.get(i);
            if (stripe != null && !stripe.looksEmpty()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Takes an object that some stripe holds.
     *
     * @param all whether to try every stripe rather than a few
     */
    @Nullable T take(Thread thread, boolean all) {
        int home = home(thread);
        int probes = all ? stripes.length() : probes();
        for (int i = 0; i < probes; i++) {
            Cache<T> stripe = stripes.get((home + i) & (stripes.length() - 1));
            if (stripe != null && !stripe.looksEmpty()) {
                T object = generation.takeFrom(stripe, false);
                if (object != null) {
                    return object;
                }
            }
        }
        return null;
    }

    /** Takes an object out of a magazine of the depot, which is parked in a stripe. */
    @Nullable T takeFromDepot(Thread thread) {
        int home = home(thread);
        for (int i = 0; i < probes(); i++) {
            Cache<T> stripe = stripe((home + i) & (stripes.length() - 1));
            T object = stripe == null ? null : generation.takeFrom(stripe, true);
            if (object != null) {
                return object;
            }
        }
        return null;
    }

    boolean give(Thread thread, T object, long size) {
        int home = home(thread);
        for (int i = 0; i < probes(); i++) {
            Cache<T> stripe = stripe((home + i) & (stripes.length() - 1));
            if (stripe != null && stripe.mayHaveRoom() && generation.giveTo(stripe, object, size)) {
                return true;
            }
        }
        return false;
    }

    private int probes() {
        return Math.min(PROBES, stripes.length());
    }

    private @Nullable Cache<T> stripe(int i) {
        Cache<T> stripe = stripes.get(i);
        return stripe != null ? stripe : generation.addStripe(this, i);
    }

    /** Spreads consecutive ids; a one-shot virtual thread's id says nothing of its processor. */
    private static int home(Thread thread) {
        return (int) ((thread.threadId() * 0x9E37_79B9_7F4A_7C15L) >>> 32);
    }
}
