// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

/** Tells of blocks that were never freed. */
final class LeakLog {

    private LeakLog() {}

    static void log(LeakedBlock block) {
        System.getLogger("dev.tidepool.spanalloc").log(
                System.Logger.Level.WARNING,
                "block 0x%x of %d bytes was never freed"
                        .formatted(block.address(), block.byteSize()),
                block.allocatedAt());
    }
}
