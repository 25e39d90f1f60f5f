// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

/**
 * What an allocator says it holds, in bytes; {@link #UNKNOWN} where it does not say.
 *
 * @param reserved address space
 * @param resident what the system backs with memory
 * @param live blocks handed out
 * @param peakResident the most that was ever resident
 */
public record Footprint(long reserved, long resident, long live, long peakResident) {

    public static final long UNKNOWN = -1;
    public static final Footprint NOT_TOLD = new Footprint(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);
}
