// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What a child measured.
 *
 * @param opsPerSecond one request after the other, without the time that the machine took
 * @param bytesPerOp allocated by the working thread under the schedule
 * @param requests of the schedule
 * @param done of those; fewer, if the schedule was given up
 * @param sum what the requests computed
 * @param startNanos when the schedule began, by {@link System#nanoTime}
 * @param endNanos when its last request was served
 * @param collectorNanos processor time of the collector's threads meanwhile; -1 if unknown
 * @param waitedNanos how long its threads and the working one waited for a processor meanwhile
 * @param cpuNanos processor time of the process meanwhile
 * @param heapAfter bytes in use after a full collection at the end
 * @param latency nanoseconds from arrival to answer
 */
record Measured(
        double opsPerSecond,
        double bytesPerOp,
        long requests,
        long done,
        long sum,
        long startNanos,
        long endNanos,
        long collectorNanos,
        long waitedNanos,
        long cpuNanos,
        long heapAfter,
        Histogram latency) {

    double pacedSeconds() {
        return (endNanos - startNanos) / 1e9;
    }

    String toText() {
        StringBuilder text = new StringBuilder();
        line(text, "opsPerSecond", opsPerSecond);
        line(text, "bytesPerOp", bytesPerOp);
        line(text, "requests", requests);
        line(text, "done", done);
        line(text, "sum", sum);
        line(text, "startNanos", startNanos);
        line(text, "endNanos", endNanos);
        line(text, "collectorNanos", collectorNanos);
        line(text, "waitedNanos", waitedNanos);
        line(text, "cpuNanos", cpuNanos);
        line(text, "heapAfter", heapAfter);
        line(text, "latency", encode(latency));
        return text.toString();
    }

    private static void line(StringBuilder text, String key, Object value) {
        text.append(key).append('=').append(value).append('\n');
    }

    /**
     * {@return what {@link #toText} wrote}
     *
     * @throws IllegalArgumentException if something is missing or no number
     */
    static Measured parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            int at = line.indexOf('=');
            if (at > 0) {
                values.put(line.substring(0, at), line.substring(at + 1));
            }
        }
        return new Measured(
                Double.parseDouble(value(values, "opsPerSecond")),
                Double.parseDouble(value(values, "bytesPerOp")),
                number(values, "requests"), number(values, "done"), number(values, "sum"),
                number(values, "startNanos"), number(values, "endNanos"),
                number(values, "collectorNanos"), number(values, "waitedNanos"),
                number(values, "cpuNanos"), number(values, "heapAfter"),
                decode(value(values, "latency")));
    }

    private static String value(Map<String, String> values, String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("the child told no " + key);
        }
        return value;
    }

    private static long number(Map<String, String> values, String key) {
        return Long.parseLong(value(values, key));
    }

    private static String encode(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }

    private static Histogram decode(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("the child's histogram is damaged", e);
        }
    }
}
