// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import dev.tidepool.bench.Json;
import dev.tidepool.bench.Machine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** The report for programs: figures, histograms, rounds, verdicts. */
final class JsonReport {

    private JsonReport() {}

    static String text(Results results, Machine machine) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("machine", machine.toMap());
        map.put("plan", results.plan().toMap());
        map.put("skipped", results.skipped());
        map.put("verdicts", Verdict.all(results).stream().map(JsonReport::verdict).toList());
        List<Object> cells = new ArrayList<>();
        results.cells().forEach((trial, cell) -> cells.add(cell(trial, cell)));
        map.put("cells", cells);
        return Json.write(map);
    }

    private static Map<String, Object> verdict(Verdict verdict) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("workload", verdict.workload());
        map.put("collector", verdict.collector());
        map.put("variant", verdict.variant());
        map.put("kind", verdict.kind().words);
        map.put("sentence", verdict.sentence());
        return map;
    }

    private static Map<String, Object> cell(Plan.Trial trial, Cell cell) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("workload", trial.workload());
        map.put("collector", trial.collector());
        map.put("variant", trial.variant());
        map.put("failures", cell.failures());
        if (cell.measured()) {
            Map<String, Object> figures = new LinkedHashMap<>();
            Figure.ALL.forEach(figure ->
                    figures.put(figure.key(), figure.value().applyAsDouble(cell)));
            map.put("figures", figures);
            map.put("pausesNanos", buckets(cell.pauses.histogram));
            map.put("latencyNanos", buckets(cell.latency));
            map.put("otherSafepoints", cell.pauses.others);
            map.put("rounds", cell.rounds().stream().map(JsonReport::round).toList());
        }
        return map;
    }

    private static Map<String, Object> round(Measured one) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("opsPerSecond", one.opsPerSecond());
        map.put("bytesPerOp", one.bytesPerOp());
        map.put("requests", one.requests());
        map.put("done", one.done());
        map.put("sum", one.sum());
        map.put("pacedSeconds", one.pacedSeconds());
        map.put("collectorNanos", one.collectorNanos());
        map.put("waitedNanos", one.waitedNanos());
        map.put("cpuNanos", one.cpuNanos());
        map.put("heapAfter", one.heapAfter());
        return map;
    }

    /** Pairs of a bucket's upper end and its count, four buckets for each doubling. */
    private static List<List<Long>> buckets(Histogram histogram) {
        List<List<Long>> buckets = new ArrayList<>();
        for (HistogramIterationValue value : histogram.logarithmicBucketValues(1000, Math.sqrt(
                Math.sqrt(2)))) {
            if (value.getCountAddedInThisIterationStep() > 0) {
                buckets.add(List.of(value.getValueIteratedTo(),
                        value.getCountAddedInThisIterationStep()));
            }
        }
        return buckets;
    }
}
