// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.foreign.Arena;

/**
 * Whether the JDK itself recycles the first bytes of confined arenas. Later versions do, for 64
 * bytes, faster than anything outside the JDK can be; then an arena's first bytes come from there.
 */
final class JdkPooling {

    /** What the JDK keeps for each confined arena. */
    static final long MOST_BYTES = 64;
    /** What it aligns them to at least. */
    static final long MOST_ALIGNMENT = 16;

    private static final boolean PRESENT = probe();

    private JdkPooling() {
    }

    static boolean present() {
        return PRESENT;
    }

    /** Two blocks of malloc cannot be 8 bytes apart: each has a header. */
    private static boolean probe() {
        try (Arena arena = Arena.ofConfined()) {
            long first = arena.allocate(8, 8).address();
            return arena.allocate(8, 8).address() - first == 8;
        }
    }
}
