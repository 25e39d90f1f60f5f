// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import dev.tidepool.bench.JsonTree;
import dev.tidepool.bench.Reading;
import java.util.LinkedHashMap;
import java.util.Map;

/** A reading and where it belongs. */
record Entry(String suite, String work, String subject, int round, Reading reading) {

    static Entry of(JsonTree json) {
        return new Entry(
                json.text("suite"),
                json.text("work"),
                json.text("subject"),
                json.integer("round"),
                Reading.of(json));
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("suite", suite);
        map.put("work", work);
        map.put("subject", subject);
        map.put("round", round);
        map.putAll(reading.toMap());
        return map;
    }

    /** {@return whether it is of the same subject, workload and round} */
    boolean isOf(String suite, String work, String subject, int round) {
        return this.suite.equals(suite)
                && this.work.equals(work)
                && this.subject.equals(subject)
                && this.round == round;
    }
}
