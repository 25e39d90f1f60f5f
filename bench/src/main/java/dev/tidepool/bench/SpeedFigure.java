// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A row of the speed table filled in. NaN stands for what is not known or not asked.
 *
 * @param nanos of ours; a comparison counts only beside the garbage it was bought with
 * @param target greatest ratio of ours to the peer
 * @param bytes of garbage per operation of ours
 * @param maxBytes garbage that still counts as none; NaN if any amount does
 */
public record SpeedFigure(
        String title,
        String ours,
        double nanos,
        String peer,
        double peerNanos,
        double target,
        double bytes,
        double maxBytes) {

    public double ratio() {
        return peerNanos > 0 ? nanos / peerNanos : Double.NaN;
    }

    public String verdict() {
        List<String> missed = new ArrayList<>();
        if (ratio() > target) {
            missed.add("time");
        }
        if (bytes > maxBytes) {
            missed.add("garbage");
        }
        if (!missed.isEmpty()) {
            return "MISSED: " + String.join(", ", missed);
        }
        if (Double.isNaN(target)) {
            return "-";
        }
        return Double.isNaN(ratio()) || Double.isNaN(bytes) ? "unknown" : "met";
    }

    public static String table(List<SpeedFigure> figures) {
        TextTable table =
                new TextTable(
                        "row", "peer", "ours ns", "peer ns", "ratio", "target", "verdict", "B/op");
        for (SpeedFigure figure : figures) {
            table.row(
                    figure.title,
                    figure.peer,
                    TextTable.number(figure.nanos, 2),
                    TextTable.number(figure.peerNanos, 2),
                    TextTable.number(figure.ratio(), 2),
                    TextTable.number(figure.target, 2),
                    figure.verdict(),
                    TextTable.number(figure.bytes, 2));
        }
        return table.toString();
    }

    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("row", title);
        map.put("ours", ours);
        map.put("nanos", nanos);
        map.put("peer", peer);
        map.put("peerNanos", peerNanos);
        map.put("ratio", ratio());
        map.put("target", target);
        map.put("verdict", verdict());
        map.put("bytes", bytes);
        return map;
    }
}
