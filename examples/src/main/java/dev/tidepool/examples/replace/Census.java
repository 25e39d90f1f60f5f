// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.replace;

import java.lang.ref.WeakReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Counts encoders: how many were made since it began, and how many of them still exist. Without a
 * lock: a virtual thread that waited for one, with an encoder in hand, would let others run that
 * find none.
 */
final class Census {

    private static volatile boolean counting;
    private static final Queue<WeakReference<Encoder>> MADE = new ConcurrentLinkedQueue<>();

    private Census() {}

    static void begin() {
        MADE.clear();
        counting = true;
    }

    /** Encoders made from now on are not counted: counting takes no part in a measurement. */
    static void end() {
        counting = false;
    }

    static void add(Encoder encoder) {
        if (counting) {
            MADE.add(new WeakReference<>(encoder));
        }
    }

    static int made() {
        return MADE.size();
    }

    /** {@return how many a collection leaves, which are those that somebody still refers to} */
    static int living() {
        System.gc();
        return (int) MADE.stream().filter(reference -> !reference.refersTo(null)).count();
    }
}
