// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.time.Duration;

/** How much a workload does: for a test, for a look, for a figure. */
enum Scale {
    TINY(20),
    QUICK(600),
    FULL(10_000);

    private final Duration length;

    Scale(int milliseconds) {
        this.length = Duration.ofMillis(milliseconds);
    }

    /** {@return how long what is bound by time runs, unless the command line says it} */
    Duration length() {
        return length;
    }

    int pick(int tiny, int quick, int full) {
        return switch (this) {
            case TINY -> tiny;
            case QUICK -> quick;
            case FULL -> full;
        };
    }
}
