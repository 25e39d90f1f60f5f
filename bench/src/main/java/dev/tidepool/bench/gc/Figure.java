// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A figure of a cell, with its unit.
 *
 * @param key in JSON
 * @param label for people
 * @param brief whether the text table shows it; page and JSON show all
 * @param value NaN if not known
 */
record Figure(String key, String label, boolean brief, ToDoubleFunction<Cell> value) {

    static final List<Figure> ALL = List.of(
            brief("kiloOpsPerSecond", "flat out, kops/s", cell -> cell.opsPerSecond() / 1e3),
            brief("bytesPerOp", "allocated, B/op", Cell::bytesPerOp),
            brief("pausesPerSecond", "pauses, 1/s", Cell::pausesPerSecond),
            brief("pausedMillisPerSecond", "paused, ms/s", Cell::pausedMillisPerSecond),
            more("pauseP50Millis", "pause p50, ms", cell -> cell.pauses.millisAt(50)),
            more("pauseP99Millis", "pause p99, ms", cell -> cell.pauses.millisAt(99)),
            brief("pauseLongestMillis", "longest, ms", cell -> cell.pauses.longestMillis()),
            more("stallsPerSecond", "stalls, 1/s", Cell::stallsPerSecond),
            brief("collectorMillisPerSecond", "collector CPU, ms/s",
                    Cell::collectorMillisPerSecond),
            more("cpuMillisPerSecond", "all CPU, ms/s", Cell::cpuMillisPerSecond),
            brief("latencyP50Micros", "latency p50, us", cell -> cell.latencyMicros(50)),
            brief("latencyP99Micros", "latency p99, us", cell -> cell.latencyMicros(99)),
            more("latencyP999Micros", "latency p99.9, us", cell -> cell.latencyMicros(99.9)),
            brief("latencyMaxMicros", "latency max, us", cell -> cell.latencyMicros(100)),
            brief("waitedMillisPerSecond", "machine busy, ms/s", Cell::waitedMillisPerSecond),
            brief("heapAfterMebibytes", "heap after, MiB", Cell::heapAfterMebibytes));

    private static Figure brief(String key, String label, ToDoubleFunction<Cell> value) {
        return new Figure(key, label, true, value);
    }

    private static Figure more(String key, String label, ToDoubleFunction<Cell> value) {
        return new Figure(key, label, false, value);
    }

    String text(Cell cell) {
        return cell.measured() ? Text.number(value.applyAsDouble(cell)) : "failed";
    }

    /** {@return how a variant compares with another; a dash where the other is 0 or unknown} */
    String ratio(Cell cell, Cell base) {
        if (!cell.measured() || !base.measured()) {
            return "-";
        }
        double divisor = value.applyAsDouble(base);
        return divisor == 0 ? "-" : Text.number(value.applyAsDouble(cell) / divisor);
    }
}
