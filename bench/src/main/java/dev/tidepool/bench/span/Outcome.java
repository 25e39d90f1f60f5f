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
        String verdict) {

    private static final String MARK = "RESULT";
    private static final double MEBIBYTE = 1 << 20;

    static Outcome failure(String workload, String variant, String subject, String verdict) {
        return new Outcome(
                workload,
                variant,
                subject,
                0,
                Double.NaN,
                Double.NaN,
                new Meter.Peaks(-1, -1, -1, -1),
                verdict);
    }

    boolean isOurs() {
        return subject.startsWith("tidepool");
    }

    boolean passed() {
        return verdict.equals("ok");
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
        long[] peaks = Arrays.stream(fields, 7, 11).mapToLong(Long::parseLong).toArray();
        return new Outcome(
                fields[1],
                fields[2],
                fields[3],
                Long.parseLong(fields[4]),
                Double.parseDouble(fields[5]),
                Double.parseDouble(fields[6]),
                new Meter.Peaks(peaks[0], peaks[1], peaks[2], peaks[3]),
                fields[11]);
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
                    TextTable.number(outcome.bytesPerCall, 2),
                    outcome.verdict);
        }
        return table.toString();
    }

    private static String mebibytes(long bytes) {
        return TextTable.number(bytes < 0 ? Double.NaN : bytes / MEBIBYTE, 2);
    }

    private static String ratio(long bytes, long live) {
        return TextTable.number(bytes < 0 || live <= 0 ? Double.NaN : (double) bytes / live, 2);
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
        map.put("verdict", verdict);
        return map;
    }
}
