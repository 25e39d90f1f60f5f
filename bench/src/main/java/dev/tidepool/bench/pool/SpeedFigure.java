// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import dev.tidepool.bench.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A row of the speed table filled in. NaN stands for what is not known or not asked.
 *
 * @param nanos of ours; a comparison counts only beside the figures behind it
 * @param target greatest ratio of ours to the peer
 * @param hitRate in percent
 * @param retained objects, or bytes of buffers
 */
public record SpeedFigure(
        String title,
        String ours,
        double nanos,
        String peer,
        double peerNanos,
        double target,
        double bytes,
        double maxBytes,
        double hitRate,
        double leastHitRate,
        double retained,
        double mostRetained) {

    /** Virtual threads: a wave's time above that of the empty task, and what is kept after it. */
    static SpeedFigure of(VirtualResult ours, VirtualResult peer, double target) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new SpeedFigure(
                ours.tasks() + " virtual threads, " + ours.inFlight() + " at a time / JCTools MPMC",
                ours.subject(),
                ours.nanosAboveEmpty(),
                peer.subject(),
                peer.nanosAboveEmpty(),
                target,
                ours.bytesAboveEmpty(),
                Double.POSITIVE_INFINITY, // The misses of tasks that no bounded pool can serve.
                ours.hitRate(),
                0,
                ours.retained(),
                Math.max(512, 256.0 * processors));
    }

    /** NaN also where noise has swallowed the peer's time above the empty task. */
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
        if (hitRate < leastHitRate) {
            missed.add("hits");
        }
        if (retained > mostRetained) {
            missed.add("retained");
        }
        if (!missed.isEmpty()) {
            return "MISSED: " + String.join(", ", missed);
        }
        if (!Double.isNaN(target)) {
            return Double.isNaN(ratio()) ? "unknown" : "met";
        }
        boolean asked = leastHitRate > 0 || maxBytes < Double.POSITIVE_INFINITY;
        return asked ? "met" : "-";
    }

    public static String table(List<SpeedFigure> figures) {
        TextTable table =
                new TextTable(
                        "row",
                        "peer",
                        "ours ns",
                        "peer ns",
                        "ratio",
                        "target",
                        "verdict",
                        "B/op",
                        "hit rate %",
                        "retained");
        for (SpeedFigure figure : figures) {
            table.row(
                    figure.title,
                    figure.peer,
                    TextTable.number(figure.nanos, 2),
                    TextTable.number(figure.peerNanos, 2),
                    TextTable.number(figure.ratio(), 2),
                    TextTable.number(figure.target, 2),
                    figure.verdict(),
                    TextTable.number(figure.bytes, 2),
                    TextTable.number(figure.hitRate, 3),
                    TextTable.number(figure.retained, 0));
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
        map.put("hitRate", hitRate);
        map.put("retained", retained);
        return map;
    }
}
