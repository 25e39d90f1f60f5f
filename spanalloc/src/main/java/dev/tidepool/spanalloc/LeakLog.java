// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells of blocks that were never freed. */
final class LeakLog {

    private static final int STACKS = 10;

    private LeakLog() {}

    /**
     * Tells the listener of all, also if it throws; then throws the first it threw. Without one, a
     * few lines go into the log.
     */
    static void tell(List<LeakedBlock> leaks, @Nullable Consumer<? super LeakedBlock> onLeak) {
        if (onLeak == null) {
            log(leaks);
            return;
        }
        RuntimeException first = null;
        for (LeakedBlock leak : leaks) {
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

    private static void log(List<LeakedBlock> leaks) {
        if (leaks.isEmpty()) {
            return;
        }
        System.Logger log = System.getLogger("dev.tidepool.spanalloc");
        long bytes = leaks.stream().mapToLong(LeakedBlock::byteSize).sum();
        log.log(Level.WARNING, "{0} blocks of {1} bytes were never freed; the first:",
                leaks.size(), bytes);
        for (LeakedBlock block : leaks.subList(0, Math.min(STACKS, leaks.size()))) {
            log.log(Level.WARNING,
                    "block 0x%x of %d bytes".formatted(block.address(), block.byteSize()),
                    block.allocatedAt());
        }
    }
}
