// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the process takes at one moment; a figure that this system does not tell is negative.
 *
 * @param seconds since the start
 * @param figures in the order of {@link Figure}
 */
record Sample(double seconds, long[] figures) {

    private static final Path PROC = Path.of("/proc/self");

    /** What is watched. */
    enum Figure {
        RSS("rss", 24 << 20, 0.10),
        HEAP("heap after a collection", 8 << 20, 0.25),
        THREADS("threads", 4, 0.20),
        MAPPINGS("mappings", 64, 0.20),
        DESCRIPTORS("open files", 4, 0.20);

        private final String text;
        private final double floor;
        private final double share;

        Figure(String text, double floor, double share) {
            this.text = text;
            this.floor = floor;
            this.share = share;
        }

        /** {@return by how much it may grow, given its median} */
        double tolerance(double median) {
            return Math.max(floor, share * median);
        }

        String text() {
            return text;
        }
    }

    /** Collects garbage first. */
    static Sample take(double seconds) {
        System.gc();
        System.gc();
        var runtime = Runtime.getRuntime();
        return new Sample(seconds, new long[] {
            rss(), runtime.totalMemory() - runtime.freeMemory(),
            ManagementFactory.getThreadMXBean().getThreadCount(),
            lines(PROC.resolve("maps")), files(PROC.resolve("fd"))});
    }

    long figure(Figure figure) {
        return figures[figure.ordinal()];
    }

    private static long rss() {
        try (Stream<String> lines = Files.lines(PROC.resolve("status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst().orElse(-1);
        } catch (IOException | RuntimeException e) {
            return -1;
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException | RuntimeException e) {
            return -1;
        }
    }

    private static long files(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        } catch (IOException | RuntimeException e) {
            return -1;
        }
    }

    /** {@return a JSON object} */
    String toJson() {
        return Arrays.stream(Figure.values())
                .map(figure -> "\"" + figure.name().toLowerCase(Locale.ROOT) + "\":"
                        + figure(figure))
                .collect(Collectors.joining(",", "{\"seconds\":%.1f,".formatted(seconds), "}"));
    }

    static String text(Figure figure, double value) {
        return figure.floor >= 1 << 20 ? "%.1f MiB".formatted(value / (1 << 20))
                : "%.1f".formatted(value);
    }

    /** {@return the latest, for people} */
    @Override
    public String toString() {
        return Stream.of(Figure.values()).filter(figure -> figure(figure) >= 0)
                .map(figure -> figure.text() + " " + text(figure, figure(figure)))
                .collect(Collectors.joining(", "));
    }

    static double[] series(List<Sample> samples, Figure figure) {
        return samples.stream().mapToDouble(sample -> sample.figure(figure)).toArray();
    }
}
