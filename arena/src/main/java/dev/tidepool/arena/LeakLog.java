// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells of leaks whoever wants to know. */
final class LeakLog {

    private final String pool;
    private final boolean logs;
    private final @Nullable Consumer<? super ArenaLeak> onLeak;

    LeakLog(String pool, boolean logs, @Nullable Consumer<? super ArenaLeak> onLeak) {
        this.pool = pool;
        this.logs = logs;
        this.onLeak = onLeak;
    }

    void tell(String kind, long bytes, @Nullable Throwable opened) {
        if (onLeak == null && !logs) {
            return;
        }
        Logger logger = System.getLogger(NativeMode.LOGGER);
        if (onLeak == null) {
            logger.log(Level.WARNING, "Leak: a " + kind + " of pool '" + pool
                    + "' was dropped without close, " + bytes + " bytes were given back", opened);
            return;
        }
        try {
            onLeak.accept(new ArenaLeak(pool, kind, bytes, opened));
        } catch (RuntimeException | Error e) {
            logger.log(Level.WARNING, "The leak handler of pool '" + pool + "' failed", e);
        }
    }
}
