// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import java.util.SplittableRandom;

/** Whether to take or to give: mostly one until there is no more room, then the other. */
final class Swing {

    private static final int MOSTLY = 80; // of 100

    private final SplittableRandom random;
    private boolean filling = true;

    Swing(SplittableRandom random) {
        this.random = random;
    }

    boolean takes(int held, int most) {
        if (held == 0) {
            filling = true;
            return true;
        }
        if (held >= most) {
            filling = false;
            return false;
        }
        return filling == (random.nextInt(100) < MOSTLY);
    }
}
