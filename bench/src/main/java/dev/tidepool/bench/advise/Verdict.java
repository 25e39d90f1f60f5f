// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import java.util.List;

/**
 * The advice.
 *
 * @param reason the number that decided
 * @param remarks what else to know, the most important first
 */
record Verdict(Kind kind, String reason, List<String> remarks) {

    /** What to do. */
    enum Kind {
        POOL("pool"),
        DO_NOT_POOL("do not pool"),
        MARGINAL("marginal, measure in your program");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }
}
