// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

/** What became of a child. */
sealed interface Outcome {

    /** It came to its end. */
    record Ended(Measured measured, Pauses pauses) implements Outcome {}

    /** It died, or said what makes no sense. */
    record Failed(String reason) implements Outcome {}
}
