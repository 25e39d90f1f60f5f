// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import dev.tidepool.bench.TextTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a subject kept of a burst or of one huge buffer.
 *
 * @param steady kept in steady use, before it
 * @param after kept right after all was put back
 * @param oneTurn kept after steady use and a turn of its aging
 * @param twoTurns kept after steady use and two turns
 * @param madeAgain buffers it made when the same came again; NaN if it cannot tell
 * @param allocatedAgain bytes that it allocated on the heap when the same came again
 * @param limit most that the own count may be after two turns, as a multiple of steady; NaN if the
 *     row has no target
 */
record Retained(
        String event,
        String subject,
        Reading steady,
        Reading after,
        Reading oneTurn,
        Reading twoTurns,
        double madeAgain,
        double allocatedAgain,
        double limit) {

    private static final double MEBI = 1 << 20;

    /**
     * Bytes kept.
     *
     * @param live above what was in use before the pool was opened, by the collector
     * @param own what the pool says; NaN if it cannot tell
     */
    record Reading(long live, double own) {

        String mebibytes() {
            return TextTable.number(live / MEBI, 2);
        }

        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("live", live);
            map.put("own", own);
            return map;
        }
    }

    /** By the pool's own count: a few buffers vanish in what else is live. */
    double multipleOfSteady() {
        return twoTurns.own / steady.own;
    }

    String verdict() {
        if (Double.isNaN(limit)) {
            return "-";
        }
        if (Double.isNaN(multipleOfSteady())) {
            return "unknown";
        }
        return multipleOfSteady() < limit ? "met" : "MISSED: retained";
    }

    static String table(List<Retained> all) {
        TextTable table =
                new TextTable(
                        "MiB retained",
                        "subject",
                        "steady",
                        "after",
                        "one turn",
                        "two turns",
                        "own count / steady",
                        "target",
                        "verdict",
                        "made again",
                        "MiB made again");
        for (Retained one : all) {
            table.row(
                    one.event,
                    one.subject,
                    one.steady.mebibytes(),
                    one.after.mebibytes(),
                    one.oneTurn.mebibytes(),
                    one.twoTurns.mebibytes(),
                    TextTable.number(one.multipleOfSteady(), 2),
                    TextTable.number(one.limit, 2),
                    one.verdict(),
                    TextTable.number(one.madeAgain, 0),
                    TextTable.number(one.allocatedAgain / MEBI, 2));
        }
        return table.toString();
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("event", event);
        map.put("subject", subject);
        map.put("steady", steady.toMap());
        map.put("after", after.toMap());
        map.put("oneTurn", oneTurn.toMap());
        map.put("twoTurns", twoTurns.toMap());
        map.put("multipleOfSteady", multipleOfSteady());
        map.put("target", limit);
        map.put("verdict", verdict());
        map.put("madeAgain", madeAgain);
        map.put("allocatedAgain", allocatedAgain);
        return map;
    }
}
