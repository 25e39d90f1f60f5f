// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import java.util.Map;

/**
 * All that is known of a class.
 *
 * @param threads in the questions about contention
 */
record Figures(Target target, Size size, Map<Question, Row> rows, int threads) {

    Row row(Question question) {
        return rows.getOrDefault(question, Row.NONE);
    }

    /** {@return bytes that die with the object: its deep size, or else what making it allocates} */
    double bytes() {
        return size.deep() > 0 ? size.deep() : row(Question.PUBLISHED).bytes();
    }
}
