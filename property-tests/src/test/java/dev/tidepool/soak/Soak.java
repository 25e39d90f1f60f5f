// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import java.util.Arrays;

/** All libraries together, for as long as wanted; docs/soak.md tells what is looked at. */
public final class Soak {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Soak() {
    }

    public static void main(String[] arguments) {
        if (Arrays.asList(arguments).contains("--help")) {
            System.out.print(SoakOptions.USAGE);
            return;
        }
        SoakOptions options;
        try {
            options = SoakOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("soak: " + e.getMessage());
            System.err.print(SoakOptions.USAGE);
            System.exit(MISUSED);
            return;
        }
        System.out.printf("soak: %d s, seed %d, %d platform threads, plant: %s%n",
                options.seconds(), options.seed(), options.threads(), options.plant().what());
        SoakFault found = new Conductor(options, System.out).run();
        if (found != null && found.getCause() != null) {
            found.getCause().printStackTrace(System.out);
        }
        System.exit(found == null ? 0 : FAILED);
    }
}
