// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What one run of one subject showed; NaN where it cannot tell.
 *
 * @param nanos per operation
 * @param bytes of garbage per operation
 * @param hitRate in percent
 * @param retained what was kept at the end, in the unit of its suite
 * @param planted the slow-down that was planted; empty if there was none
 * @param scores of JMH's iterations, in ns
 * @param more figures of a suite's own, by heading
 * @param series points in time, in the columns of {@link Suite#series}
 */
public record Reading(
        double nanos,
        double bytes,
        double hitRate,
        double retained,
        String planted,
        List<Double> scores,
        Map<String, Double> more,
        List<List<Double>> series) {

    private static final double NANOS_IN_MICRO = 1e3;
    private static final Reading NOTHING =
            new Reading(
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    "",
                    List.of(),
                    Map.of(),
                    List.of());

    public static Reading ofNanos(double nanos) {
        return new Reading(
                nanos, Double.NaN, Double.NaN, Double.NaN, "", List.of(), Map.of(), List.of());
    }

    /** {@return figures of a suite's own} */
    public static Reading ofMore(Map<String, Double> more) {
        return NOTHING.with(more, List.of());
    }

    public Reading with(Map<String, Double> more, List<List<Double>> series) {
        Map<String, Double> copy = new LinkedHashMap<>(more);
        return new Reading(nanos, bytes, hitRate, retained, planted, scores, copy, series);
    }

    public static Reading of(RunResult run, String planted) {
        Result<?> primary = run.getPrimaryResult();
        // The unit is a time per operation, "us/op" for a thread's life.
        double unit = primary.getScoreUnit().startsWith("us") ? NANOS_IN_MICRO : 1;
        List<Double> scores = new ArrayList<>();
        for (BenchmarkResult fork : run.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                scores.add(iteration.getPrimaryResult().getScore() * unit);
            }
        }
        return new Reading(
                primary.getScore() * unit,
                secondary(run, "gc.alloc.rate.norm"),
                secondary(run, "pool.hitRate"),
                secondary(run, "pool.retained"),
                planted,
                scores,
                Map.of(),
                List.of());
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

    public static Reading of(JsonTree json) {
        return new Reading(
                json.number("nanos"),
                json.number("bytes"),
                json.number("hitRate"),
                json.number("retained"),
                json.text("planted"),
                json.numbers("scores"),
                json.node("more").doubles(),
                json.rows("series"));
    }

    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("nanos", nanos);
        map.put("bytes", bytes);
        map.put("hitRate", hitRate);
        map.put("retained", retained);
        map.put("planted", planted);
        map.put("scores", scores);
        map.put("more", more);
        map.put("series", series);
        return map;
    }
}
