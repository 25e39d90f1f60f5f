// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import dev.tidepool.bench.TextTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A subject's row of {@link VirtualThreadDriver}; medians over its repetitions, per task.
 *
 * @param hitRate in percent; NaN where the subject cannot tell
 * @param retained the most it kept after any repetition
 */
record VirtualResult(
        String subject,
        int tasks,
        int inFlight,
        int repetitions,
        double nanos,
        double nanosAboveEmpty,
        double bytesAboveEmpty,
        double hitRate,
        long retained) {

    static String table(List<VirtualResult> results) {
        TextTable table =
                new TextTable(
                        "virtual threads",
                        "subject",
                        "in flight",
                        "ns/task",
                        "above empty",
                        "B/task above empty",
                        "hit rate %",
                        "retained");
        for (VirtualResult result : results) {
            table.row(
                    Integer.toString(result.tasks),
                    result.subject,
                    Integer.toString(result.inFlight),
                    TextTable.number(result.nanos, 1),
                    TextTable.number(result.nanosAboveEmpty, 1),
                    TextTable.number(result.bytesAboveEmpty, 1),
                    TextTable.number(result.hitRate, 2),
                    Long.toString(result.retained));
        }
        return table.toString();
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("subject", subject);
        map.put("tasks", tasks);
        map.put("inFlight", inFlight);
        map.put("repetitions", repetitions);
        map.put("nanos", nanos);
        map.put("nanosAboveEmpty", nanosAboveEmpty);
        map.put("bytesAboveEmpty", bytesAboveEmpty);
        map.put("hitRate", hitRate);
        map.put("retained", retained);
        return map;
    }
}
