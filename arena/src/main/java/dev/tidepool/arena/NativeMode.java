// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import dev.tidepool.spanalloc.internal.NativeAccess;
import java.lang.System.Logger.Level;

/** Whether this JVM lets memory be recycled. */
final class NativeMode {

    /** Name of this module's logger. */
    static final String LOGGER = "dev.tidepool.arena";

    private static final String PROPERTY = "dev.tidepool.native";

    private NativeMode() {
    }

    /** {@return whether it does; looked up once, and if not, logged once} */
    static boolean recycles() {
        return Holder.RECYCLES;
    }

    private static final class Holder {
        static final boolean RECYCLES = look();

        private static boolean look() {
            if ("off".equalsIgnoreCase(System.getProperty(PROPERTY))) {
                log("-D" + PROPERTY + "=off was given.");
                return false;
            }
            if (NativeAccess.isPermitted()) {
                return true;
            }
            Module module = NativeAccess.class.getModule();
            log("To recycle, pass --enable-native-access="
                    + (module.isNamed() ? module.getName() : "ALL-UNNAMED") + ".");
            return false;
        }

        private static void log(String hint) {
            System.getLogger(LOGGER).log(Level.INFO,
                    "Arenas are plain JDK arenas and nothing is recycled: native access is off. "
                            + hint);
        }
    }
}
