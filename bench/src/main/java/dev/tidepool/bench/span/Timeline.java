// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * What a workload holds over time. Each one runs in a JVM of its own, as in {@link Workloads}, and
 * prints its samples.
 *
 * <pre>
 * java -cp bench/target/benchmarks.jar dev.tidepool.bench.span.Timeline W19 after-rptest tidepool \
 *     QUICK 600
 * </pre>
 */
public final class Timeline {

    /** Seconds since the start, then MiB. */
    static final List<String> COLUMNS = List.of("s", "live", "resident", "reserved", "process");

    private static final String MARK = "POINT";
    private static final int MOST_POINTS = 240;
    private static final double MEBIBYTE = 1 << 20;

    private Timeline() {}

    public static void main(String[] args) throws InterruptedException {
        Workload workload = workload(args[0]);
        Scale scale = Scale.valueOf(args[3]);
        Duration length = Duration.ofMillis(Long.parseLong(args[4]));
        try (Subject subject = workload.open(args[2], args[1], scale)) {
            Trial trial = new Trial(subject, args[1], scale, length, WorkloadOptions.SEED);
            Outcome outcome = Workloads.measure(workload, trial);
            if (!outcome.passed()) {
                System.out.println(outcome.verdict());
            }
            points(trial.meter().history()).forEach(Timeline::print);
        }
    }

    static Workload workload(String id) {
        return Workloads.ALL.stream()
                .filter(workload -> workload.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no workload " + id));
    }

    /** {@return not more points than a plot can show, the last one among them} */
    static List<List<Double>> points(List<Meter.Moment> history) {
        List<List<Double>> points = new ArrayList<>();
        int n = history.size();
        int step = Math.max(1, Math.ceilDiv(n, MOST_POINTS));
        for (int i = (n - 1) % step; i < n; i += step) {
            points.add(point(history.getFirst(), history.get(i)));
        }
        return points;
    }

    private static List<Double> point(Meter.Moment first, Meter.Moment now) {
        return List.of(
                (now.nanos() - first.nanos()) / 1e9,
                mebibytes(now.live()),
                mebibytes(now.told().resident()),
                mebibytes(now.told().reserved()),
                // Less than at the start where the JVM itself has shrunk.
                now.process() / MEBIBYTE);
    }

    private static double mebibytes(long bytes) {
        return bytes < 0 ? Double.NaN : bytes / MEBIBYTE;
    }

    private static void print(List<Double> point) {
        System.out.println(
                MARK
                        + point.stream()
                                .map(number -> String.format(Locale.ROOT, "\t%.4f", number))
                                .collect(Collectors.joining()));
    }

    /**
     * Runs a workload in a JVM of its own.
     *
     * @return its points
     * @throws IOException if it printed none
     */
    static List<List<Double>> run(
            String id, String variant, String subject, Scale scale, Duration length)
            throws InterruptedException, IOException {
        List<String> command = new ArrayList<>(Workloads.java(scale));
        command.addAll(
                List.of(
                        Timeline.class.getName(),
                        id,
                        variant,
                        subject,
                        scale.name(),
                        Long.toString(length.toMillis())));
        ProcessBuilder builder = new ProcessBuilder(command);
        NativeLibrary.makeRoom(builder.environment());
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        List<List<Double>> points = new ArrayList<>();
        StringBuilder said = new StringBuilder();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(MARK + "\t")) {
                    points.add(parse(line));
                } else {
                    said.append(line).append('\n');
                }
            }
        }
        if (process.waitFor() != 0 || points.isEmpty()) {
            throw new IOException(id + " on " + subject + " failed: " + said.toString().strip());
        }
        return points;
    }

    private static List<Double> parse(String line) {
        DoubleStream numbers =
                Stream.of(line.split("\t", -1)).skip(1).mapToDouble(Double::parseDouble);
        return numbers.boxed().toList();
    }
}
