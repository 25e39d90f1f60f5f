// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells of blocks that were never freed. */
final class LeakLog {

    private LeakLog() {}

    /** Tells all, also if the listener throws; then throws the first it threw. */
    static void tell(List<LeakedBlock> leaks, @Nullable Consumer<? super LeakedBlock> onLeak) {
        RuntimeException first = null;
        for (LeakedBlock leak : onLeak == null ? List.<LeakedBlock>of() : leaks) {
            try {
                onLeak.accept(leak);
            } catch (RuntimeException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    static void log(LeakedBlock block) {
        System.getLogger("dev.tidepool.spanalloc").log(
                System.Logger.Level.WARNING,
                "block 0x%x of %d bytes was never freed"
                        .formatted(block.address(), block.byteSize()),
                block.allocatedAt());
    }
}
