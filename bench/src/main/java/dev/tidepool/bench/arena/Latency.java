// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

import dev.tidepool.bench.TextTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A row of {@link CloseLatency}, in microseconds. */
record Latency(
        String subject,
        String beside,
        long closes,
        double p50,
        double p99,
        double p999,
        double most) {

    private static final double NANOS = 1000;

    static Latency of(String subject, Beside.Kind beside, Histogram nanos) {
        return new Latency(
                subject,
                beside.title,
                nanos.getTotalCount(),
                nanos.getValueAtPercentile(50) / NANOS,
                nanos.getValueAtPercentile(99) / NANOS,
                nanos.getValueAtPercentile(99.9) / NANOS,
                nanos.getMaxValue() / NANOS);
    }

    static String table(List<Latency> latencies) {
        TextTable table =
                new TextTable(
                        "close beside", "subject", "closes", "p50 us", "p99 us", "p99.9 us",
                        "max us");
        for (Latency latency : latencies) {
            table.row(
                    latency.beside,
                    latency.subject,
                    Long.toString(latency.closes),
                    TextTable.number(latency.p50, 2),
                    TextTable.number(latency.p99, 2),
                    TextTable.number(latency.p999, 2),
                    TextTable.number(latency.most, 2));
        }
        return table.toString();
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("subject", subject);
        map.put("beside", beside);
        map.put("closes", closes);
        map.put("p50Micros", p50);
        map.put("p99Micros", p99);
        map.put("p999Micros", p999);
        map.put("maxMicros", most);
        return map;
    }
}
