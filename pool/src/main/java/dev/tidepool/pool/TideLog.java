// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Tells of ticks: a line at {@code DEBUG} and a JFR event, where the module {@code jdk.jfr} is. */
final class TideLog {

    private static final Logger LOG = System.getLogger("dev.tidepool.pool");
    private static final boolean JFR = isPresent("jdk.jfr");

    private TideLog() {
    }

    /** Whether a module is in this runtime image and resolved. */
    static boolean isPresent(String module) {
        return ModuleLayer.boot().findModule(module).isPresent();
    }

    /** Whether anybody would read what is told. */
    static boolean isWanted() {
        return LOG.isLoggable(Level.DEBUG) || (JFR && TideEvent.isOn());
    }

    static void ticked(Tide tide, TideCause cause, int pools) {
        try {
            if (!isWanted()) {
                return;
            }
            LastCollection last = LastCollection.get();
            if (LOG.isLoggable(Level.DEBUG)) {
                LOG.log(Level.DEBUG, "{0} ticked ({1}): tick {2}, pools {3}, last collection {4}",
                        tide, cause, Long.toString(tide.ticks()), pools, last);
            }
            if (JFR) {
                TideEvent.record(tide, cause, pools, last);
            }
        } catch (Throwable e) {
            Hooks.logFailure("could not report a tick", e);
        }
    }
}
