// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import java.util.SplittableRandom;

/**
 * How much is asked for.
 *
 * @param bits sizes are below 2 to the power of this, log-uniform
 * @param held the most that a session holds
 */
record Load(int bits, int held) {

    /** {@return a size, mostly small} */
    int size(SplittableRandom random) {
        int most = random.nextInt(16) == 0 ? bits : Math.min(bits, 10);
        return (int) random.nextLong(1L << random.nextInt(most + 1));
    }
}
