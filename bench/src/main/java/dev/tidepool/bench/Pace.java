// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

/** How long a fork takes: so many iterations of a length before it measures, and while it does. */
public record Pace(int warmUps, int iterations, int iterationMillis) {

    // From the start of a JVM to its first iteration, and from the last one to its end.
    private static final double FORK_SECONDS = 0.55;

    /** {@return what a fork takes, about} */
    public double seconds() {
        return FORK_SECONDS + (warmUps + iterations) * iterationMillis / 1e3;
    }
}
