// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.nio.file.Path;
import java.util.List;

/**
 * What the user asked for.
 *
 * @param folder what to read
 * @param threads platform threads, or with {@code virtual} how many virtual threads run at once
 * @param virtual whether each chunk gets a virtual thread
 * @param seconds measuring time for each variant
 * @param html where the page goes
 * @param command the command line, to be shown on the page
 * @param terminal whether progress is shown on a terminal
 */
public record Settings(
        Path folder,
        int threads,
        boolean virtual,
        double seconds,
        List<Variant> variants,
        Path html,
        String command,
        boolean terminal) {

    Crew crew() {
        return virtual ? new VirtualCrew(threads) : new PlatformCrew(threads);
    }
}
