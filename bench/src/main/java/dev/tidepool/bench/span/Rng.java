// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

/** splitmix64: small, fast, and the same numbers everywhere for a seed. Not thread-safe. */
public final class Rng {

    private static final long GAMMA = 0x9E37_79B9_7F4A_7C15L;

    private long state;

    public Rng(long seed) {
        this.state = seed;
    }

    long next() {
        state += GAMMA;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }

    /** {@return a number from 0 to bound - 1; a multiplication instead of a slow remainder} */
    public int below(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }

    /** {@return a number from least to most, both included} */
    int between(int least, int most) {
        return least + below(most - least + 1);
    }

    /** {@return a number from 0 to 1, 1 excluded} */
    public double fraction() {
        return (next() >>> 11) * 0x1p-53;
    }

    /** {@return a size whose logarithm is uniform} */
    int logUniform(int least, int most) {
        return (int) Math.round(least * Math.exp(fraction() * Math.log((double) most / least)));
    }

    void shuffle(int[] numbers) {
        for (int i = numbers.length - 1; i > 0; i--) {
            int j = below(i + 1);
            int number = numbers[i];
            numbers[i] = numbers[j];
            numbers[j] = number;
        }
    }
}
