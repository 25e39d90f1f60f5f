// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A short {@link ArenaTorture}; {@code -Ddev.tidepool.arena.operations=100000000} makes it a long
 * one.
 */
@Timeout(3600)
class ArenaTortureTest {

    private static final long OPERATIONS =
            Long.getLong("dev.tidepool.arena.operations", 200_000);

    @Test
    void noStampIsEverLostOnFourThreads() {
        new ArenaTorture(42).run(OPERATIONS, 4, 0);
    }

    @Test
    void norOnVirtualThreads() {
        new ArenaTorture(43).run(OPERATIONS, 2, 16);
    }
}
