// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

/**
 * How often an allocator called the operating system, as it says; {@link Footprint#UNKNOWN} where
 * it does not say.
 *
 * @param maps calls that reserved address space
 * @param releases calls that gave memory back
 */
public record SystemCalls(long maps, long releases) {

    public static final SystemCalls NOT_TOLD =
            new SystemCalls(Footprint.UNKNOWN, Footprint.UNKNOWN);
}
