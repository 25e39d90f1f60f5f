// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.lang.management.ManagementFactory;
import java.util.List;

/** What the figures were measured on. */
record Environment(String jdk, String system, int cpus, long maxHeap, String collectors,
        String flags) {

    static Environment current() {
        Runtime runtime = Runtime.getRuntime();
        return new Environment(
                System.getProperty("java.vm.name") + " " + Runtime.version() + ", "
                        + System.getProperty("java.vm.vendor"),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                runtime.availableProcessors(), runtime.maxMemory(), GcLog.collectors(),
                shownFlags());
    }

    private static String shownFlags() {
        List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(Environment::mayBeShown).toList();
        return flags.isEmpty() ? "none" : String.join(" ", flags);
    }

    /** System properties may hold secrets; those of the JDK and of this project do not. */
    private static boolean mayBeShown(String flag) {
        return !flag.startsWith("-D") || flag.startsWith("-Djdk.")
                || flag.startsWith("-Ddev.tidepool.");
    }
}
