// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.System.Logger.Level;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;

/** Which page source this system has. */
final class SystemPageSources {

    /** Name of this module's logger. */
    static final String LOGGER = "dev.tidepool.spanalloc";

    private static final String OS = System.getProperty("os.name", "");

    private static final AtomicBoolean FALLBACK_LOGGED = new AtomicBoolean();

    private SystemPageSources() {
    }

    /**
     * {@return the operating system's memory}
     *
     * @param hugePages whether to ask for transparent huge pages
     * @throws IllegalCallerException if native access is denied to this module
     * @throws UnsupportedOperationException if there is none for this system
     */
    static PageSource of(boolean hugePages) {
        if (ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
            throw new UnsupportedOperationException("addresses of this system are not 64 bits");
        }
        if (OS.equals("Linux") || isMacOs()) {
            return new MmapPageSource(Posix.link(), hugePages);
        }
        if (OS.startsWith("Windows")) {
            return new VirtualAllocPageSource(Kernel32.link());
        }
        throw new UnsupportedOperationException("no page source for " + OS);
    }

    /** {@return the operating system's memory if it can be had, else that of the JDK's arenas} */
    static PageSource orPortable() {
        try {
            return of(false);
        } catch (IllegalCallerException | UnsupportedOperationException | LinkageError e) {
            if (FALLBACK_LOGGED.compareAndSet(false, true)) {
                System.getLogger(LOGGER).log(Level.INFO, "Memory comes from the JDK's arenas: it "
                        + "is zeroed and resident from the start and not given back before close. "
                        + "The system's page source cannot be used: " + reason(e));
            }
            return new PortablePageSource();
        }
    }

    /** No trace: this is no failure. Where a flag helps, it is named. */
    private static String reason(Throwable e) {
        Module module = SystemPageSources.class.getModule();
        return e instanceof IllegalCallerException
                ? "native access is off. To use it, pass --enable-native-access="
                        + (module.isNamed() ? module.getName() : "ALL-UNNAMED") + "."
                : e.toString();
    }

    static boolean isMacOs() {
        return OS.startsWith("Mac") || OS.startsWith("Darwin");
    }
}
