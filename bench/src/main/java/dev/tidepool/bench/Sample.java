// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What one fork measured.
 *
 * @param nanos per operation
 * @param bytes of garbage per operation; NaN in C
 */
public record Sample(double nanos, double bytes) {

    public static Sample of(RunResult run) {
        double bytes = Double.NaN;
        for (Map.Entry<String, ?> entry : run.getSecondaryResults().entrySet()) {
            // Some versions of JMH put a mark in front of a profiler's names.
            if (entry.getKey().endsWith("gc.alloc.rate.norm")
                    && entry.getValue() instanceof Result<?> result) {
                bytes = result.getScore();
            }
        }
        return new Sample(run.getPrimaryResult().getScore(), bytes);
    }

    public Map<String, Object> toMap(String work, String subject) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("work", work);
        map.put("subject", subject);
        map.put("nanos", nanos);
        map.put("bytes", bytes);
        return map;
    }
}
