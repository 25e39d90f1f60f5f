// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request for pages on its way: what it wants, what it got, what was tried for it. */
final class Claim {

    final int pages;
    /** In pages. */
    final int alignment;
    /** What the user asked for, for the error. */
    final long asked;

    @Nullable PageRange range;
    /** Runs of released pages that have to be committed for the range, all of them claimed. */
    List<PageRange> fresh = List.of();
    /** What to give back before the limits admit the claim; 0 if they do. */
    long excess;
    /** Whether the lists of the tiers above have been searched for empty spans. */
    boolean trimmed;
    /** How much has been tried to hold the limits: 0 nothing, 1 free pages, 2 caches as well. */
    int relief;
    /** Whether a limit has been hit. */
    boolean hit;
    long assistNanos;

    Claim(int pages, int alignment, long asked) {
        this.pages = pages;
        this.alignment = alignment;
        this.asked = asked;
    }
}
