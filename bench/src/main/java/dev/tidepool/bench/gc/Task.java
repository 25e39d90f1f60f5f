// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

/** What a workload does for a request. Used by one thread. */
@FunctionalInterface
interface Task {

    /**
     * Serves a request.
     *
     * @param index says what the request asks for; the same in all variants
     * @return a sum of all that was computed, the same in all variants
     */
    long request(long index);

    /** {@return a number that looks random, the same for the same argument} */
    static long mix(long number) {
        long z = number * 0x9E37_79B9_7F4A_7C15L + 0x632B_E59B_D9B4_E019L;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
