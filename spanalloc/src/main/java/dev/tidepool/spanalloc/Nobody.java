// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.Arrays;

/** Stands where there is no cache or no span, so that fast paths need no test for null. */
final class Nobody {

    /** A cache that no thread owns; it has only {@link #SPAN}. */
    static final MCache CACHE = new MCache();

    /** A span without a free slot. */
    static final Span SPAN = new Span(CACHE);

    static {
        Arrays.fill(CACHE.spans, SPAN);
    }

    private Nobody() {}
}
