// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.bench.TextTable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a trial found. Text for the parent process is one line of it.
 *
 * @param calls of the allocator: allocations, frees, reallocations
 * @param rate calls per second in the second half of the time
 * @param bytesPerCall heap garbage
 * @param system calls of the operating system, from the opening of the allocator on
 * @param allocations how long they took, no samples if that was not asked
 * @param frees how long they took, no samples if that was not asked
 * @param verdict "ok", or what went wrong
 */
record Outcome(
        String workload,
        String variant,
        String subject,
        long calls,
        double rate,
        double bytesPerCall,
        Meter.Peaks peaks,
        SystemCalls system,
        Latency.Percentiles allocations,
        Latency.Percentiles frees,
        String verdict) {

    private static final String MARK = "RESULT";
    private static final double MEBIBYTE = 1 << 20;
    private static final int FIRST_LONG = 7;
    private static final int LONGS = 14;

    static Outcome failure(String workload, String variant, String subject, String verdict) {
        return new Outcome(
                workload,
                variant,
                subject,
                0,
                Double.NaN,
                Double.NaN,
                new Meter.Peaks(-1, -1, -1, -1),
                SystemCalls.NOT_TOLD,
                Latency.Percentiles.NONE,
                Latency.Percentiles.NONE,
                verdict);
    }

    boolean isOurs() {
        return subject.startsWith("tidepool");
    }

    boolean passed() {
        return verdict.equals("ok");
    }

    private boolean isTimed() {
        return allocations.samples() + frees.samples() > 0;
    }

    String toLine() {
        return List.of(
                        MARK,
                        workload,
                        variant,
                        subject,
                        calls,
                        rate,
                        bytesPerCall,
                        peaks.reserved(),
                        peaks.resident(),
                        peaks.process(),
                        peaks.live(),
                        system.maps(),
                        system.releases(),
                        allocations.samples(),
                        allocations.p50(),
                        allocations.p99(),
                        allocations.p999(),
                        frees.samples(),
                        frees.p50(),
                        frees.p99(),
                        frees.p999(),
                        verdict)
                .stream()
                .map(Object::toString)
                .collect(Collectors.joining("\t"));
    }

    static boolean isLine(String line) {
        return line.startsWith(MARK + "\t");
    }

    static Outcome ofLine(String line) {
        String[] fields = line.split("\t", -1);
        int end = FIRST_LONG + LONGS;
        long[] n = Arrays.stream(fields, FIRST_LONG, end).mapToLong(Long::parseLong).toArray();
        return new Outcome(
                fields[1],
                fields[2],
                fields[3],
                Long.parseLong(fields[4]),
                Double.parseDouble(fields[5]),
                Double.parseDouble(fields[6]),
                new Meter.Peaks(n[0], n[1], n[2], n[3]),
                new SystemCalls(n[4], n[5]),
                new Latency.Percentiles(n[6], n[7], n[8], n[9]),
                new Latency.Percentiles(n[10], n[11], n[12], n[13]),
                fields[end]);
    }

    static String table(List<Outcome> outcomes) {
        TextTable table =
                new TextTable(
                        "workload",
                        "subject",
                        "M calls/s",
                        "reserved MiB",
                        "resident MiB",
                        "process MiB",
                        "live MiB",
                        "resident/live",
                        "process/live",
                        "maps",
                        "releases",
                        "B/call",
                        "verdict");
        for (Outcome outcome : outcomes) {
            Meter.Peaks peaks = outcome.peaks;
            table.row(
                    outcome.workload + " " + outcome.variant,
                    outcome.subject,
                    TextTable.number(outcome.rate / 1e6, 2),
                    mebibytes(peaks.reserved()),
                    mebibytes(peaks.resident()),
                    mebibytes(peaks.process()),
                    mebibytes(peaks.live()),
                    ratio(peaks.resident(), peaks.live()),
                    ratio(peaks.process(), peaks.live()),
                    count(outcome.system.maps()),
                    count(outcome.system.releases()),
                    TextTable.number(outcome.bytesPerCall, 2),
                    outcome.verdict.replace("|", "\\|"));
        }
        return table.toString();
    }

    /** {@return how long allocations and frees took, in nanoseconds; empty if nobody asked} */
    static String latencyTable(List<Outcome> outcomes) {
        List<Outcome> timed = outcomes.stream().filter(Outcome::isTimed).toList();
        if (timed.isEmpty()) {
            return "";
        }
        TextTable table =
                new TextTable(
                        "workload",
                        "subject",
                        "allocations",
                        "p50 ns",
                        "p99 ns",
                        "p99.9 ns",
                        "frees",
                        "p50 ns",
                        "p99 ns",
                        "p99.9 ns");
        for (Outcome outcome : timed) {
            Latency.Percentiles allocations = outcome.allocations;
            Latency.Percentiles frees = outcome.frees;
            table.row(
                    outcome.workload + " " + outcome.variant,
                    outcome.subject,
                    Long.toString(allocations.samples()),
                    Long.toString(allocations.p50()),
                    Long.toString(allocations.p99()),
                    Long.toString(allocations.p999()),
                    Long.toString(frees.samples()),
                    Long.toString(frees.p50()),
                    Long.toString(frees.p99()),
                    Long.toString(frees.p999()));
        }
        return table.toString();
    }

    private static String mebibytes(long bytes) {
        return TextTable.number(bytes < 0 ? Double.NaN : bytes / MEBIBYTE, 2);
    }

    private static String ratio(long bytes, long live) {
        return TextTable.number(bytes < 0 || live <= 0 ? Double.NaN : (double) bytes / live, 2);
    }

    private static String count(long count) {
        return TextTable.number(count < 0 ? Double.NaN : count, 0);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("workload", workload);
        map.put("variant", variant);
        map.put("subject", subject);
        map.put("calls", calls);
        map.put("callsPerSecond", rate);
        map.put("bytesPerCall", bytesPerCall);
        map.put("peakReserved", peaks.reserved());
        map.put("peakResident", peaks.resident());
        map.put("peakProcessGrowth", peaks.process());
        map.put("peakLive", peaks.live());
        map.put("maps", system.maps());
        map.put("releases", system.releases());
        if (isTimed()) {
            map.put("allocationNanos", toMap(allocations));
            map.put("freeNanos", toMap(frees));
        }
        map.put("verdict", verdict);
        return map;
    }

    private static Map<String, Object> toMap(Latency.Percentiles percentiles) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("samples", percentiles.samples());
        map.put("p50", percentiles.p50());
        map.put("p99", percentiles.p99());
        map.put("p99.9", percentiles.p999());
        return map;
    }
}
