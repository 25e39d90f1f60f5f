// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

/** What the tiers above the page heap can do for it when pages are short. */
interface Relief {

    /** Gives back the pages of all empty spans that are in nobody's cache. */
    void trim();

    /** Also gives back what the caches hold that the current thread can get at. */
    void flush();

    /** Releases free pages to the system. */
    void release(long bytes);
}
