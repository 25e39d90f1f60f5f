// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** A {@link Row} filled in. NaN stands for what is not known or not asked. */
public record Figure(
        String title,
        String work,
        String ours,
        String peer,
        Interval interval,
        double target,
        String verdict,
        double bytes,
        double hitRate,
        double retained) {

    public static final String MET = "met";
    public static final String MISSED = "MISSED";
    public static final String UNKNOWN = "unknown";
    public static final String NOT_ASKED = "-";

    public boolean hasTarget() {
        return !Double.isNaN(target);
    }

    public boolean isMet() {
        return verdict.equals(MET);
    }

    public boolean isMissed() {
        return verdict.startsWith(MISSED);
    }

    /** {@return whether the rounds disagree about the target} */
    public boolean isClose() {
        return interval.spans(target);
    }

    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("row", title);
        map.put("work", work);
        map.put("ours", ours);
        map.put("nanos", interval.ours());
        map.put("peer", peer);
        map.put("peerNanos", interval.peer());
        map.put("ratio", interval.ratio());
        map.put("least", interval.least());
        map.put("most", interval.most());
        map.put("rounds", interval.rounds());
        map.put("target", target);
        map.put("verdict", verdict);
        map.put("bytes", bytes);
        map.put("hitRate", hitRate);
        map.put("retained", retained);
        return map;
    }

    public static Figure of(JsonTree json) {
        return new Figure(
                json.text("row"),
                json.text("work"),
                json.text("ours"),
                json.text("peer"),
                new Interval(
                        json.number("nanos"),
                        json.number("peerNanos"),
                        json.number("ratio"),
                        json.number("least"),
                        json.number("most"),
                        json.integer("rounds")),
                json.number("target"),
                json.text("verdict"),
                json.number("bytes"),
                json.number("hitRate"),
                json.number("retained"));
    }
}
