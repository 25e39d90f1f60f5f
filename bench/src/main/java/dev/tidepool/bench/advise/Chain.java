// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import org.jspecify.annotations.Nullable;

/** A synthetic object graph: as many small objects as fit into a size, each known to the next. */
public final class Chain {

    private static final int LINK_BYTES = 24; // Header 12, reference 4, int 4, to 8.

    private final @Nullable Chain next;
    private int value;

    private Chain(@Nullable Chain next, int value) {
        this.next = next;
        this.value = value;
    }

    /** {@return a chain of about so many bytes, at least one link} */
    public static Chain of(int bytes) {
        Chain first = new Chain(null, 0);
        for (int i = 1; i < bytes / LINK_BYTES; i++) {
            first = new Chain(first, i);
        }
        return first;
    }

    /** A short use. */
    public int touch() {
        return ++value;
    }

    /** Every link as good as new. */
    public void clear() {
        for (Chain link = this; link != null; link = link.next) {
            link.value = 0;
        }
    }
}
