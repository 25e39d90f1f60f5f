// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

import org.HdrHistogram.Histogram;

/**
 * What one run measured.
 *
 * @param latency nanoseconds from the arrival of a packet to the end of its work
 * @param bytes allocated meanwhile by the thread that works
 * @param messages handled meanwhile
 * @param checksum of all updates
 * @param waitedNanos in which the machine had no processor for the thread; latency has them, too
 */
public record Column(String name, Histogram latency, long bytes, long messages, long updates,
        long checksum, long waitedNanos, Pauses pauses) {

    /** {@return bytes allocated for a message} */
    public double bytesPerMessage() {
        return (double) bytes / messages;
    }
}
