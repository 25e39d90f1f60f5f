// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import java.util.LinkedHashMap;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What one fork measured; NaN where the subject cannot tell.
 *
 * @param nanos per operation
 * @param bytes allocated per operation
 * @param made factory calls per get
 * @param hitRate in percent
 * @param retained what was kept at the end of an iteration: objects, or bytes of buffers
 */
public record Sample(double nanos, double bytes, double made, double hitRate, double retained) {

    public static Sample of(RunResult run) {
        Result<?> primary = run.getPrimaryResult();
        // The unit is a time per operation, "us/op" for a thread's life.
        double nanosPerUnit = primary.getScoreUnit().startsWith("us") ? 1000 : 1;
        return new Sample(
                primary.getScore() * nanosPerUnit,
                secondary(run, "gc.alloc.rate.norm"),
                secondary(run, PoolProfiler.MADE),
                secondary(run, PoolProfiler.HIT_RATE),
                secondary(run, PoolProfiler.RETAINED));
    }

    private static double secondary(RunResult run, String name) {
        for (Map.Entry<String, ?> entry : run.getSecondaryResults().entrySet()) {
            // Some versions of JMH put a mark in front of a profiler's names.
            if (entry.getKey().endsWith(name) && entry.getValue() instanceof Result<?> result) {
                return result.getScore();
            }
        }
        return Double.NaN;
    }

    public Map<String, Object> toMap(String work, String subject) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("work", work);
        map.put("subject", subject);
        map.put("nanos", nanos);
        map.put("bytes", bytes);
        map.put("made", made);
        map.put("hitRate", hitRate);
        map.put("retained", retained);
        return map;
    }
}
