// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

/**
 * 128 bytes in front of fields that one thread writes often: two cache lines, because processors
 * prefetch lines in pairs. A subclass with as many bytes behind completes the separation.
 */
@SuppressWarnings("unused")
abstract class FrontPadding {
    /** The gap behind a 12-byte header, where the JVM would put a subclass's int. */
    private int gap;
    private long f00, f01, f02, f03, f04, f05, f06, f07; //  64 bytes
    private long f08, f09, f10, f11, f12, f13, f14, f15; // 128 bytes
}
